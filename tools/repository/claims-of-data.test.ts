/** What the docstrings of `@tbptt/data` say is refused, each with cases that try it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '@tbptt/core';
import * as data from '@tbptt/data';
import * as names from '@tbptt/data/names';
import * as node from '@tbptt/data/node';
import { afterAll } from 'vitest';
import { type Attempt, type Claims, testClaims } from './claims.js';

const random = seeded(1);
const { Lanes, Vocabulary } = data;
const untyped = (value: unknown): never => value as never;
const eachOf = (values: readonly unknown[], attempt: (value: never) => unknown): readonly Attempt[] =>
  values.map((value) => () => attempt(untyped(value)));
const refused = (...attempts: readonly Attempt[]) => ({ ArgumentError: attempts });

/** What is no whole number of at least 1. */
const NO_SIZE = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '2', null] as const;
/** What is no whole number of at least 0. */
const NO_ID = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '0', undefined] as const;
/** What is no group, or has more ranks than lanes. */
const NO_GROUP = [null, 5, {}, { rank: 1, size: 1 }, { rank: 0, size: 2 }] as const;
const abc = Vocabulary.of('abc');
const half = '\ud83d';

const folder = mkdtempSync(join(tmpdir(), 'tbptt-claims-'));
afterAll(() => rmSync(folder, { recursive: true }));
/** Writes a file and returns its path. */
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const text = file('text.txt', 'abcabc');
const ids = file('ids.bin', Uint8Array.of(1, 2, 3, 255));
const textFile = () => node.TextFile.open(text);
const idFile = () => node.SymbolFile.open(ids, { type: 'uint8' });
const noFiles = [join(folder, 'none'), folder, file('empty', '')];
const noPaths = ['', 5, null, undefined];

const floats = (shape: readonly number[], numbers: readonly number[]): data.Floats => ({
  shape,
  data: Float32Array.from(numbers),
});
const scaler = data.Scaler.fit('standard', floats([2, 1], [1, 2]));
const series = new data.Series(floats([4, 1], [1, 2, 3, 4]));

const buffer = () => new data.ShuffleBuffer<number>({ size: 2, random });

const claims: Claims = {
  'TextFile.open': {
    ArgumentError: [
      ...eachOf(
        [{ encoding: 'latin1' }, null, { vocabulary: 'abc' }, { onProgress: 5 }, { replacement: 'a' }],
        (options) => node.TextFile.open(text, options),
      ),
      () => node.TextFile.open(text, { vocabulary: abc, replacement: '?' }),
      () => node.TextFile.open(text, { vocabulary: Vocabulary.of('abc', { unit: 'word' }) }),
      ...eachOf(noPaths, (path) => node.TextFile.open(path)),
    ],
    FileError: [
      ...eachOf([...noFiles, file('latin1', Uint8Array.of(97, 0xe9))], (path) => node.TextFile.open(path)),
    ],
    UnknownSymbolError: [() => node.TextFile.open(text, { vocabulary: Vocabulary.of('ab') })],
  },
  'TextFile.split': refused(
    ...eachOf([0, 1, -0.1, 0.01, Number.NaN, '0.5'], async (validation) =>
      (await textFile()).split({ validation }),
    ),
  ),
  'TextFile.blockAt': {
    FileError: [
      async () => {
        const closed = await textFile();
        closed.close();
        closed.blockAt(0);
      },
    ],
  },
  'SymbolFile.open': {
    ArgumentError: [
      ...eachOf([undefined, {}, { type: 'float' }, { type: 'uint8', onProgress: 5 }], (options) =>
        node.SymbolFile.open(ids, options),
      ),
      ...eachOf(noPaths, (path) => node.SymbolFile.open(path, { type: 'uint8' })),
    ],
    FileError: [
      ...eachOf(noFiles, (path) => node.SymbolFile.open(path, { type: 'uint8' })),
      () => node.SymbolFile.open(file('odd', Uint8Array.of(1, 2, 3)), { type: 'uint16' }),
      () => node.SymbolFile.open(file('negative', Uint8Array.of(255, 255, 255, 255)), { type: 'int32' }),
    ],
  },
  'SymbolFile.split': refused(
    ...eachOf([0, 1, Number.NaN, '0.5'], async (validation) => (await idFile()).split({ validation })),
  ),
  'SymbolFile.blockAt': {
    FileError: [
      async () => {
        const closed = await idFile();
        closed.close();
        closed.blockAt(0);
      },
    ],
  },
  FileLanes: refused(
    ...eachOf(
      [undefined, null, 'text.txt', {}, { length: 5 }],
      (source) => new node.FileLanes(source, { lanes: 1 }),
    ),
    ...eachOf([...NO_SIZE, undefined, 6], async (lanes) => new node.FileLanes(await textFile(), { lanes })),
    ...eachOf(
      [-1, 0.5, 7, '0', null],
      async (from) => new node.FileLanes(await textFile(), { lanes: 1, from }),
    ),
    ...eachOf(NO_GROUP, async (group) => new node.FileLanes(await textFile(), { lanes: 1, group })),
    ...eachOf([-1, 0.5, 7, '6', null], async (to) => new node.FileLanes(await textFile(), { lanes: 1, to })),
  ),
  'FileLanes.window': {
    ArgumentError: [
      ...eachOf([...NO_ID, 5], async (start) =>
        new node.FileLanes(await textFile(), { lanes: 1 }).window(start, 1),
      ),
      ...eachOf([...NO_SIZE, undefined], async (length) =>
        new node.FileLanes(await textFile(), { lanes: 1 }).window(0, length),
      ),
    ],
    FileError: [
      async () => {
        const closed = await textFile();
        closed.close();
        new node.FileLanes(closed, { lanes: 1 }).window(0, 1);
      },
    ],
  },
  Lanes: refused(
    ...eachOf(['abc', 5, null, {}], (ids) => new Lanes(ids, { lanes: 1 })),
    ...eachOf(NO_ID, (id) => new Lanes([0, id, 1], { lanes: 1 })),
    ...eachOf([...NO_SIZE, undefined], (lanes) => new Lanes([0, 1, 2], { lanes })),
    () => new Lanes([], { lanes: 1 }),
    () => new Lanes([0], { lanes: 1 }),
    () => new Lanes([0, 1, 2], { lanes: 3 }),
    ...eachOf(NO_GROUP, (group) => new Lanes([0, 1, 2], { lanes: 1, group })),
  ),
  'Lanes.window': refused(
    ...eachOf([...NO_ID, 2], (start) => new Lanes([0, 1, 2], { lanes: 1 }).window(start, 1)),
    ...eachOf([...NO_SIZE, undefined], (length) => new Lanes([0, 1, 2], { lanes: 1 }).window(0, length)),
  ),
  batches: refused(
    ...eachOf(NO_ID, (samples) => data.batches(samples, { size: 1 })),
    ...eachOf(NO_ID, (sample) => data.batches([sample], { size: 1 })),
    ...eachOf([...NO_SIZE, undefined], (size) => data.batches(3, { size })),
  ),
  decodeStream: {
    ArgumentError: eachOf([undefined, null, ['a'], {}], (vocabulary) => data.decodeStream(vocabulary)),
  },
  gatherRows: {
    ArgumentError: [
      ...eachOf([null, [1], { shape: [2] }], (source) => data.gatherRows(source, [0])),
      () => data.gatherRows({ shape: [2, 1], data: untyped(new Float64Array(2)) }, [0]),
      ...eachOf([-1, 2, 0.5, Number.NaN, '0'], (row) =>
        data.gatherRows({ shape: [2, 1], data: new Float32Array(2) }, [row]),
      ),
    ],
    ShapeError: eachOf([[2, 2], [3], [], [2.5, 0.8], [-1, -2], [Number.NaN]], (shape) =>
      data.gatherRows({ shape, data: new Float32Array(2) }, [0]),
    ),
  },
  nextSymbols: refused(
    ...eachOf([-1, 2, 0.5], (row) => data.nextSymbols([[1], [2]], [row], 0)),
    () => data.nextSymbols([[1]], [], 0),
    ...eachOf(NO_ID, (id) => data.nextSymbols([[id]], [0], 0)),
    ...eachOf(NO_ID, (boundary) => data.nextSymbols([[1]], [0], boundary)),
  ),
  padSequences: refused(
    ...eachOf([-1, 2, 0.5], (row) => data.padSequences([[1], [2]], [row])),
    () => data.padSequences([[1]], []),
    () => data.padSequences([]),
    ...eachOf(NO_ID, (id) => data.padSequences([[id]])),
  ),
  'Scaler.fit': {
    ArgumentError: [
      ...eachOf(['robuster', null], (kind) => data.Scaler.fit(kind, floats([1], [1]))),
      () => data.Scaler.fit('standard', floats([0, 2], [])),
      () => data.Scaler.fit('standard', floats([1], [Number.NaN])),
    ],
    ShapeError: [() => data.Scaler.fit('standard', floats([2], [1]))],
  },
  'Scaler.fromJSON': {
    FormatError: eachOf([null, {}, { center: [1], scale: [0] }], (value) => data.Scaler.fromJSON(value)),
  },
  'Scaler.columns': refused(
    () => scaler.columns([1]),
    () => scaler.columns([-1]),
  ),
  'Scaler.transform': {
    ArgumentError: [() => scaler.transform(floats([1], [Number.POSITIVE_INFINITY]))],
    ShapeError: [() => scaler.transform(floats([2], [1, 2]))],
  },
  'Scaler.inverse': {
    ArgumentError: [() => scaler.inverse(floats([1], [Number.NaN]))],
    ShapeError: [() => scaler.inverse(floats([2], [1, 2]))],
  },
  Series: {
    ArgumentError: [
      () => new data.Series(floats([2, 1], [1, Number.NaN])),
      () => new data.Series(floats([2, 1], [1, 2]), { lanes: 2 }),
      () => new data.Series(floats([2, 1], [1, 2]), { horizon: -1 }),
      ...eachOf(NO_GROUP, (group) => new data.Series(floats([2, 1], [1, 2]), { group })),
    ],
    ShapeError: [
      () => new data.Series(floats([2], [1, 2])),
      () => new data.Series(floats([2, 1], [1, 2]), { targets: floats([1, 1], [1]) }),
    ],
  },
  'Series.window': refused(
    () => series.window(3, 1),
    () => series.window(0, 0),
  ),
  'Series.starts': refused(...eachOf(NO_SIZE, (steps) => series.starts({ steps }))),
  'Series.at': refused(
    () => series.at([2], 2),
    () => series.at([-1], 1),
  ),
  chronologicalSplit: refused(
    ...eachOf(NO_ID, (rows) => data.chronologicalSplit(rows, { validation: 0.5 })),
    ...eachOf([0, 1, Number.NaN], (validation) => data.chronologicalSplit(10, { validation })),
    () => data.chronologicalSplit(10, { validation: 0.5, gap: 5 }),
  ),
  stratifiedSplit: refused(
    ...eachOf([0, 1, Number.NaN], (validation) => data.stratifiedSplit([0, 1], { validation, random })),
    ...eachOf(NO_ID, (one) => data.stratifiedSplit([0, one], { validation: 0.5, random })),
    () => data.stratifiedSplit([0, 1], untyped({ validation: 0.5 })),
  ),
  nGramBits: refused(
    ...eachOf([...NO_SIZE, 101], (order) => data.nGramBits([0], [0], { symbols: 2, order })),
    ...eachOf(NO_SIZE, (symbols) => data.nGramBits([0], [0], { symbols, order: 2 })),
    ...eachOf([[], [2], NO_ID], (list) => data.nGramBits(list, [0], { symbols: 2, order: 2 })),
    ...eachOf([[], [2], NO_ID], (list) => data.nGramBits([0], list, { symbols: 2, order: 2 })),
  ),
  split: refused(
    ...eachOf(['abc', 5, null], (ids) => data.split(ids, { validation: 0.5 })),
    ...eachOf(NO_ID, (id) => data.split([0, id, 1], { validation: 0.5 })),
    ...eachOf([0, 1, -0.5, 2, 0.01, 0.99, Number.NaN, '0.5', undefined], (validation) =>
      data.split([0, 1, 2], { validation }),
    ),
  ),
  batchesByLength: refused(
    ...eachOf(NO_ID, (length) => data.batchesByLength([length], { size: 1 })),
    ...eachOf(NO_SIZE, (size) => data.batchesByLength([1], { size })),
    ...eachOf(NO_SIZE, (maximumSteps) => data.batchesByLength([1], { size: 1, maximumSteps })),
    ...eachOf(NO_SIZE, (pool) => data.batchesByLength([1], { size: 1, pool })),
    () => data.batchesByLength([1], untyped({ sizes: 1 })),
  ),
  padSeries: {
    ArgumentError: [
      () => data.padSeries([]),
      () => data.padSeries([floats([1, 1], [1])], []),
      () => data.padSeries([floats([1, 1], [1])], [1]),
      () => data.padSeries([floats([1, 1], [Number.NaN])]),
    ],
    ShapeError: [
      () => data.padSeries([floats([1], [1])]),
      () => data.padSeries([floats([1, 1], [1]), floats([1, 2], [1, 2])]),
    ],
  },
  ShuffleBuffer: refused(
    ...eachOf(NO_SIZE, (size) => new data.ShuffleBuffer({ size, random })),
    ...eachOf([undefined, Math.random], (one) => new data.ShuffleBuffer({ size: 1, random: one })),
  ),
  'ShuffleBuffer.shuffle': refused(...eachOf([5, null, {}], (source) => buffer().shuffle(source))),
  'ShuffleBuffer.shuffleAsync': refused(...eachOf([5, null, {}], (source) => buffer().shuffleAsync(source))),
  'ShuffleBuffer.restore': {
    FormatError: eachOf([null, {}, { taken: 3, items: [1, 2, 3] }, { taken: 0, items: [1] }], (state) =>
      buffer().restore(state),
    ),
  },
  'Vocabulary.of': refused(
    ...eachOf(['', half, `a${half}b`, 5, null, [], [''], [1], [half]], (text) => Vocabulary.of(text)),
    ...eachOf(
      [
        { unit: 'letter' },
        { unit: 'token' },
        { minimumCount: 0 },
        { special: 'a' },
        { special: [''] },
        { unknown: '' },
        { unknown: half },
        { minimumCount: 2 },
        null,
      ],
      (options) => Vocabulary.of('abc', options),
    ),
    () => Vocabulary.of(['a'], untyped({ unit: 'word' })),
  ),
  'Vocabulary.from': refused(
    ...eachOf([[], [''], ['ab'], [half], ['a', 'a'], [1], 5, null], (symbols) => Vocabulary.from(symbols)),
    ...eachOf([{ unit: 'letter' }, { special: ['b'] }, { unknown: 'b' }, null], (options) =>
      Vocabulary.from('a', options),
    ),
    () => Vocabulary.from(['é', '€'], { unit: 'byte' }),
    () => Vocabulary.from(['a', half], { unit: 'word' }),
  ),
  'Vocabulary.fromJSON': {
    FormatError: eachOf(
      [
        null,
        5,
        [],
        {},
        { symbols: 'ab' },
        { symbols: [] },
        { symbols: ['a', 'a'] },
        { symbols: ['ab'] },
        { symbols: [1] },
        { symbols: [half] },
        { symbols: ['a'], unit: 'letter' },
        { symbols: ['a'], special: ['b'] },
        { symbols: ['a'], unknown: 5 },
      ],
      (value) => Vocabulary.fromJSON(value),
    ),
  },
  'Vocabulary.encode': {
    UnknownSymbolError: eachOf(['d', 'abcd', '😀'], (text) => abc.encode(text)),
    ArgumentError: [
      ...eachOf(['d', 'ab', '', 1, null], (replacement) => abc.encode('abc', { replacement })),
      ...eachOf([half, `ab${half}`, 5, null, [1]], (text) => abc.encode(text)),
      () => Vocabulary.of(['a', 'b']).encode('a'),
      () => abc.encode(half, { replacement: 'a' }),
    ],
  },
  'Vocabulary.decode': refused(
    ...eachOf([-1, 3, 0.5, Number.NaN, '0', undefined, 'length'], (id) => abc.decode([0, id])),
    ...eachOf([null, 5], (ids) => abc.decode(ids)),
  ),
  'Vocabulary.symbolsOf': refused(
    ...eachOf([-1, 3, 0.5, Number.NaN, '0', undefined, 'length'], (id) => abc.symbolsOf([0, id])),
    ...eachOf([null, 5], (ids) => abc.symbolsOf(ids)),
  ),
  addingProblem: refused(
    ...eachOf([...NO_SIZE, 1, undefined], (steps) => data.addingProblem(random, { steps, lanes: 1 })),
    ...eachOf([...NO_SIZE, undefined], (lanes) => data.addingProblem(random, { steps: 2, lanes })),
  ),
  copyMemory: refused(
    ...eachOf([...NO_SIZE, undefined], (delay) => data.copyMemory(random, { delay, lanes: 1 })),
    ...eachOf([...NO_SIZE, undefined], (lanes) => data.copyMemory(random, { delay: 1, lanes })),
    ...eachOf(NO_SIZE, (length) => data.copyMemory(random, { delay: 1, lanes: 1, length })),
    ...eachOf(NO_SIZE, (symbols) => data.copyMemory(random, { delay: 1, lanes: 1, symbols })),
  ),
  mackeyGlass: refused(
    ...eachOf([...NO_SIZE, undefined], (length) => data.mackeyGlass(random, { length })),
    ...eachOf(NO_SIZE, (delay) => data.mackeyGlass(random, { length: 1, delay })),
    ...eachOf([-1, 0.5, Number.NaN, '0'], (washout) => data.mackeyGlass(random, { length: 1, washout })),
  ),
  parity: refused(
    ...eachOf([...NO_SIZE, undefined], (steps) => data.parity(random, { steps, lanes: 1 })),
    ...eachOf([...NO_SIZE, undefined], (lanes) => data.parity(random, { steps: 1, lanes })),
  ),
  temporalOrder: refused(
    ...eachOf([...NO_SIZE, 9], (steps) => data.temporalOrder(random, { steps, lanes: 1 })),
    ...eachOf([...NO_SIZE, undefined], (lanes) => data.temporalOrder(random, { lanes })),
    ...eachOf([1, 4, 2.5, Number.NaN, '2'], (relevant) =>
      data.temporalOrder(random, { lanes: 1, relevant: untyped(relevant) }),
    ),
  ),
  reberString: refused(...eachOf([undefined, null, {}, Math.random], data.reberString)),
  embeddedReberString: refused(...eachOf([undefined, null, {}, Math.random], data.embeddedReberString)),
  continualReber: refused(
    ...eachOf([...NO_SIZE, undefined], (length) => data.continualReber(random, length)),
    () => data.continualReber(untyped(Math.random), 1),
  ),
  namesOf: refused(...eachOf(['Klingon', 'length', 'constructor', '', 1, undefined], names.namesOf)),
  givenNames: refused(
    ...eachOf([['Klingon'], ['Polish', 'Polish'], [], 'Polish', 5], (languages) =>
      names.givenNames(random, { languages }),
    ),
    ...eachOf([0, 1, -1, Number.NaN, '0.1'], (validation) => names.givenNames(random, { validation })),
  ),
};

testClaims({ package: 'data', exported: { ...data, ...names, ...node }, claims, atLeast: 20 });
