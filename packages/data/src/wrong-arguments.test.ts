/**
 * Each argument of each function gives the right result or an error of ours that names it, whatever
 * it is.
 */
import { isDeepStrictEqual as equals } from 'node:util';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import * as data from './index.js';
import { givenNames, namesOf } from './names.js';
import { testRandom } from './testing/test-random.js';

const { batches, gatherRows, Lanes, nextSymbols, nGramBits, padSequences, split, Vocabulary } = data;

/** Values that somebody may pass by mistake; each call makes new ones. */
const VALUES: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  zero: () => 0,
  one: () => 1,
  two: () => 2,
  'a fraction': () => 0.5,
  NaN: () => Number.NaN,
  'a negative number': () => -1,
  'a negative fraction': () => -0.5,
  'two to the 41st': () => 2 ** 41,
  'two to the 53rd': () => 2 ** 53,
  'a huge number': () => 1e300,
  infinity: () => Number.POSITIVE_INFINITY,
  'a bigint': () => 1n,
  'a symbol': () => Symbol('s'),
  'a digit': () => '1',
  'a letter': () => 'h',
  'a text': () => 'hello',
  'an emoji': () => '😀',
  'half an emoji': () => '\ud83d',
  'an empty text': () => '',
  'a String object': () => Object('hello') as unknown,
  'a function': () => () => 1,
  'an async function': () => async () => 1,
  'a promise': () => Promise.resolve([0, 1]),
  'an object': () => ({}),
  'an object of unknown names': () => ({ lane: 2, foo: 1 }),
  'a map': () => new Map([[0, 1]]),
  'a set': () => new Set([0, 1]),
  'a set of letters': () => new Set(['h', 'e']),
  'a date': () => new Date(0),
  'an empty array': () => [],
  'an array of ids': () => [0, 1, 1, 0, 2],
  'an array with NaN': () => [0, Number.NaN, 1],
  'an array with a fraction': () => [0, 0.5, 1],
  'an array with a negative number': () => [0, -1, 1],
  'an array with 2 to the 31st': () => [0, 2 ** 31, 1],
  'a sparse array': () => Object.assign(Array<number>(3), { 0: 0, 2: 1 }),
  'an array of digits': () => ['0', '1', '1'],
  'an array of letters': () => ['h', 'e'],
  'an array of a letter twice': () => ['h', 'h'],
  'an array of words': () => ['he', 'llo'],
  'an array of names': () => ['length', 'constructor'],
  'an array of bigints': () => [0n, 1n],
  'an array of nulls': () => [null, null],
  'an array of arrays': () => [
    [0, 1],
    [1, 2, 0],
  ],
  'an array of empty arrays': () => [[], []],
  'an array of a fraction in an array': () => [[0, 1.5]],
  'an array of typed arrays': () => [new Uint8Array([0, 1]), new Float64Array(2)],
  'an array of languages': () => ['Polish', 'Finnish'],
  'an array-like object': () => ({ length: 3, 0: 0, 1: 1, 2: 1 }),
  'an array-like object without elements': () => ({ length: 3 }),
  'an array-like object of negative length': () => ({ length: -1 }),
  'an array-like object of endless length': () => ({ length: Number.POSITIVE_INFINITY, 0: 0 }),
  'an Int32Array': () => Int32Array.of(0, 1, 1, 0, 2),
  'a negative Int32Array': () => Int32Array.of(0, -1, 1),
  'an empty Int32Array': () => new Int32Array(0),
  'an Int32Array of another realm': () => runInNewContext('new Int32Array([0, 1, 1, 0, 2])') as unknown,
  'a Float32Array of another realm': () => runInNewContext('new Float32Array([0.5, 1])') as unknown,
  'an array of another realm': () => runInNewContext('[0, 1, 1]') as unknown,
  'a Float32Array of whole numbers': () => Float32Array.of(0, 1, 1),
  'a Float32Array of fractions': () => Float32Array.of(0, 0.5, 1),
  'a Float64Array': () => Float64Array.of(0.5, 1.5, 2.5),
  'a Uint8Array': () => Uint8Array.of(0, 1, 1),
  'a BigInt64Array': () => BigInt64Array.of(0n, 1n, 1n),
  'an ArrayBuffer': () => new ArrayBuffer(8),
  'a DataView': () => new DataView(new ArrayBuffer(8)),
};

const REFUSED = Symbol('refused');

/** Returns the plainest argument that a value stands for, or `REFUSED`. */
type Meaning = (value: unknown) => unknown;

interface Slot {
  /** Calls the function with the value in this place, and otherwise with valid arguments. */
  readonly call: (value: never) => unknown;
  readonly meaning: Meaning;
  /** What the message names. */
  readonly names: RegExp;
}

const refuseAll: Meaning = () => REFUSED;
const orDefault =
  (meaning: Meaning): Meaning =>
  (value) =>
    value === undefined ? undefined : meaning(value);
const whole =
  (least: number, most = 2 ** 40): Meaning =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most ? value : REFUSED;
const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;
const listOf = (value: unknown): unknown[] | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { length } = value as { readonly length?: unknown };
  return Number.isSafeInteger(length) && (length as number) >= 0
    ? Array.from(value as ArrayLike<unknown>)
    : undefined;
};
const ids =
  (least = 0, below = 2 ** 31): Meaning =>
  (value) => {
    const list = listOf(value);
    const valid = list?.every((id) => Number.isInteger(id) && (id as number) >= 0 && (id as number) < below);
    return list !== undefined && valid && list.length >= least ? Int32Array.from(list as number[]) : REFUSED;
  };
const sequences: Meaning = (value) => {
  const list = listOf(value)?.map(ids());
  return list !== undefined && list.length > 0 && !list.includes(REFUSED) ? list : REFUSED;
};
const text: Meaning = (value) => (typeof value === 'string' && value !== '\ud83d' ? value : REFUSED);
const plain = (value: unknown) => Object.prototype.toString.call(value) === '[object Object]';
/**
 * Options of a function that needs none: an object without other names, or an object that is no
 * list.
 */
const options: Meaning = (value) => {
  if (value === undefined) return undefined;
  return plain(value) && Object.keys(value as object).length === 0 ? {} : REFUSED;
};
const symbolList: Meaning = (value) => {
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return REFUSED;
  if (!(Symbol.iterator in Object(value))) return REFUSED;
  const list = Array.from(value as Iterable<unknown>);
  const valid = list.every((s) => typeof s === 'string' && Array.from(s).length === 1 && s !== '\ud83d');
  return valid && list.length > 0 && new Set(list).size === list.length ? list : REFUSED;
};

/** Any texts that are not empty, as often as they like, in the order of their first occurrence. */
const marks = (list: readonly unknown[]): unknown =>
  list.every((one) => typeof one === 'string' && one !== '') && new Set(list).size === list.length
    ? list
    : REFUSED;
const tokenList: Meaning = (value) => {
  if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) return REFUSED;
  const list = Array.from(value as Iterable<unknown>);
  return list.length > 0 ? marks([...new Set(list)]) : REFUSED;
};

const vocabulary = Vocabulary.of('hello');
const random = () => testRandom(1);
const nine = Int32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
const lanes = new Lanes(nine, { lanes: 2 });
const images = { shape: [3, 2], data: Float32Array.of(0, 1, 2, 3, 4, 5) };
const pairs = [
  [0, 1],
  [1, 2, 0],
];

const counted = (counting: ReturnType<typeof data.nGramBits>): unknown => {
  let step = counting.next();
  while (step.done !== true) step = counting.next();
  return step.value;
};

const slots: Readonly<Record<string, Slot>> = {
  'the text of Vocabulary.of': {
    call: (value) => Vocabulary.of(value).symbols,
    meaning: (value) => (value === '' ? REFUSED : typeof value === 'string' ? text(value) : tokenList(value)),
    names: /text|surrogate|symbol|tokens/,
  },
  'the options of Vocabulary.of': {
    call: (value) => Vocabulary.of('hello', value).symbols,
    meaning: options,
    names: /option/,
  },
  'the unit of Vocabulary.of': {
    call: (value) => Vocabulary.of('hello', { unit: value }).symbols,
    meaning: orDefault(refuseAll),
    names: /unit/,
  },
  'the minimum count of Vocabulary.of': {
    call: (value) => Vocabulary.of('hellohello', { minimumCount: value, unknown: '?' }).symbols,
    meaning: orDefault(whole(1, Number.MAX_SAFE_INTEGER)),
    names: /minimumCount/,
  },
  'the special symbols of Vocabulary.of': {
    call: (value) => Vocabulary.of('hello', { special: value }).symbols,
    meaning: orDefault((value) => {
      const list = listOf(value);
      return list?.length === 0 ? [] : list === undefined ? REFUSED : marks(list);
    }),
    names: /special|symbol/,
  },
  'the unknown symbol of Vocabulary.of': {
    call: (value) => Vocabulary.of('hello', { unknown: value }).symbols,
    meaning: orDefault((value) => (value === '' ? REFUSED : text(value))),
    names: /unknown|surrogate/,
  },
  'the options of Vocabulary.from': {
    call: (value) => Vocabulary.from('helo', value).symbols,
    meaning: options,
    names: /option/,
  },
  'the unit of Vocabulary.from': {
    call: (value) => Vocabulary.from('helo', { unit: value }).symbols,
    meaning: orDefault(refuseAll),
    names: /unit/,
  },
  'the special symbols of Vocabulary.from': {
    call: (value) => Vocabulary.from('helo', { special: value }).special,
    meaning: orDefault((value) => {
      const list = listOf(value);
      return list?.length === 0 || String(list) === 'h,e' ? list : REFUSED;
    }),
    names: /special/,
  },
  'the unknown symbol of Vocabulary.from': {
    call: (value) => Vocabulary.from('helo', { unknown: value }).unknown,
    meaning: orDefault((value) => (value === 'h' ? value : REFUSED)),
    names: /unknown/,
  },
  'the symbols of Vocabulary.from': {
    call: (value) => Vocabulary.from(value).symbols,
    meaning: symbolList,
    names: /symbol/,
  },
  'the value of Vocabulary.fromJSON': {
    call: (value) => Vocabulary.fromJSON(value),
    meaning: refuseAll,
    names: /the value/,
  },
  'the symbols of Vocabulary.fromJSON': {
    call: (value) => Vocabulary.fromJSON({ symbols: value }).symbols,
    meaning: (value) => (Array.isArray(value) ? symbolList(value) : REFUSED),
    names: /symbol/,
  },
  'the text of encode': {
    call: (value) => vocabulary.encode(value),
    meaning: (value) => {
      const list = typeof value === 'string' ? Array.from(value) : listOf(value);
      return list?.every((one) => vocabulary.symbols.includes(one as string)) ? list : REFUSED;
    },
    names: /text|symbol/,
  },
  'the options of encode': {
    call: (value) => vocabulary.encode('hello', value),
    meaning: options,
    names: /option/,
  },
  'the replacement of encode': {
    call: (value) => vocabulary.encode('hello', { replacement: value }),
    meaning: orDefault((value) => (value === 'h' ? value : REFUSED)),
    names: /replacement/,
  },
  'the ids of decode': {
    call: (value) => vocabulary.decode(value),
    meaning: ids(0, vocabulary.size),
    names: /\bids?\b/,
  },
  'the ids of symbolsOf': {
    call: (value) => vocabulary.symbolsOf(value),
    meaning: ids(0, vocabulary.size),
    names: /\bids?\b/,
  },
  'the ids of Lanes': {
    call: (value) => new Lanes(value, { lanes: 2 }).window(0, 9),
    meaning: ids(3),
    names: /\bids?\b|a text of \d+ symbols/,
  },
  'the options of Lanes': {
    call: (value) => new Lanes(nine, value),
    meaning: refuseAll,
    names: /option|lanes is/,
  },
  'the lanes of Lanes': {
    call: (value) => new Lanes(nine, { lanes: value }).window(0, 9),
    meaning: whole(1, 8),
    names: /lanes/,
  },
  'the start of a window': {
    call: (value) => lanes.window(value, 2),
    meaning: whole(0, lanes.length - 1),
    names: /start/,
  },
  'the length of a window': {
    call: (value) => lanes.window(0, value),
    meaning: (value) => (isSize(value) ? Math.min(value, lanes.length) : REFUSED),
    names: /length/,
  },
  'the ids of split': {
    call: (value) => split(value, { validation: 0.5 }),
    meaning: ids(2),
    names: /\bids?\b|of \d symbols/,
  },
  'the options of split': {
    call: (value) => split(nine, value),
    meaning: refuseAll,
    names: /option|validation/,
  },
  'the share of split': {
    call: (value) => split(nine, { validation: value }),
    meaning: (value) => (value === 0.5 ? value : REFUSED),
    names: /validation/,
  },
  'the ids of nGramBits': {
    call: (value) => counted(nGramBits(value, nine, { symbols: 10, order: 2 })),
    meaning: ids(1, 10),
    names: /\bids?\b|symbols/,
  },
  'the held-out ids of nGramBits': {
    call: (value) => counted(nGramBits(nine, value, { symbols: 10, order: 2 })),
    meaning: ids(1, 10),
    names: /\bids?\b|symbols/,
  },
  'the options of nGramBits': {
    call: (value) => nGramBits(nine, nine, value),
    meaning: refuseAll,
    names: /option|symbols/,
  },
  'the symbols of nGramBits': {
    call: (value) => counted(nGramBits(nine, nine, { symbols: value, order: 2 })),
    meaning: whole(10, 2 ** 31),
    names: /symbol/,
  },
  'the order of nGramBits': {
    call: (value) => counted(nGramBits(nine, nine, { symbols: 10, order: value })),
    meaning: whole(1, 100),
    names: /order/,
  },
  'the samples of batches': {
    call: (value) => [...batches(value, { size: 2 })],
    meaning: (value) => (typeof value === 'object' ? ids() : whole(0, 2 ** 31 - 1))(value),
    names: /samples/,
  },
  'the options of batches': { call: (value) => batches(4, value), meaning: refuseAll, names: /option|size/ },
  'the size of batches': {
    call: (value) => [...batches(4, { size: value })],
    meaning: (value) => (isSize(value) ? Math.min(value, 9) : REFUSED),
    names: /size/,
  },
  'the generator of batches': {
    call: (value) => [...batches(4, { size: 2, random: value })],
    meaning: orDefault(refuseAll),
    names: /random/,
  },
  'dropLast of batches': {
    call: (value) => [...batches(5, { size: 2, dropLast: value })],
    meaning: orDefault((value) => (typeof value === 'boolean' ? value : REFUSED)),
    names: /dropLast/,
  },
  'the source of gatherRows': {
    call: (value) => gatherRows(value, [0]),
    meaning: refuseAll,
    names: /source/,
  },
  'the shape of gatherRows': {
    call: (value) => gatherRows({ shape: value, data: Int32Array.of(4) }, []),
    meaning: (value) => {
      const list = listOf(value);
      const product = list?.reduce<number>(
        (size, extent) =>
          size * (Number.isInteger(extent) && (extent as number) >= 0 ? (extent as number) : Number.NaN),
        1,
      );
      return list !== undefined && list.length > 0 && product === 1 ? list : REFUSED;
    },
    names: /shape/,
  },
  'the data of gatherRows': {
    call: (value) =>
      gatherRows({ shape: [(value as { length?: number } | null)?.length ?? 0], data: value }, [0]),
    meaning: (value) => {
      const tag = Object.prototype.toString.call(value);
      const list = listOf(value) as number[];
      if (tag === '[object Int32Array]' && list.length > 0) return Int32Array.from(list);
      return tag === '[object Float32Array]' ? Float32Array.from(list) : REFUSED;
    },
    names: /data|row 0/,
  },
  'the rows of gatherRows': {
    call: (value) => gatherRows(images, value),
    meaning: ids(0, 3),
    names: /rows?\b/,
  },
  'the sequences of padSequences': {
    call: (value) => padSequences(value),
    meaning: sequences,
    names: /sequences?\b/,
  },
  'a sequence of padSequences': {
    call: (value) => padSequences([[0], value]),
    meaning: ids(),
    names: /sequence 1/,
  },
  'the rows of padSequences': {
    call: (value) => padSequences(pairs, value),
    meaning: orDefault(ids(1, 2)),
    names: /rows|sequence/,
  },
  'the sequences of nextSymbols': {
    call: (value) => nextSymbols(value, [0], 0),
    meaning: sequences,
    names: /sequences?\b/,
  },
  'a sequence of nextSymbols': {
    call: (value) => nextSymbols([[0], value], [1], 0),
    meaning: ids(),
    names: /sequence 1/,
  },
  'the rows of nextSymbols': {
    call: (value) => nextSymbols(pairs, value, 0),
    meaning: ids(1, 2),
    names: /rows|sequence/,
  },
  'the boundary of nextSymbols': {
    call: (value) => nextSymbols(pairs, [0], value),
    meaning: whole(0, 2 ** 31 - 1),
    names: /boundary/,
  },
  'the rows of padSeries': {
    call: (value) => data.padSeries([images, images], value),
    meaning: orDefault(ids(1, 2)),
    names: /rows|sequence/,
  },
  'the sequences of padSeries': {
    call: (value) => data.padSeries(value),
    meaning: refuseAll,
    names: /sequences?\b/,
  },
  'the lengths of batchesByLength': {
    call: (value) => [...data.batchesByLength(value, { size: 2 })],
    meaning: (value) => {
      const list = listOf(value);
      return list?.every((one) => Number.isSafeInteger(one) && (one as number) >= 0) ? list : REFUSED;
    },
    names: /length/,
  },
  'the options of batchesByLength': {
    call: (value) => data.batchesByLength([1], value),
    meaning: refuseAll,
    names: /option|size/,
  },
  'the size of batchesByLength': {
    call: (value) => [...data.batchesByLength([3, 1, 2], { size: value })],
    meaning: whole(1, Number.MAX_SAFE_INTEGER),
    names: /size/,
  },
  'the pool of batchesByLength': {
    call: (value) => [...data.batchesByLength([3, 1, 2], { size: 2, pool: value, random: random() })],
    meaning: orDefault(whole(1, Number.MAX_SAFE_INTEGER)),
    names: /pool/,
  },
  'the most steps of batchesByLength': {
    call: (value) => [...data.batchesByLength([3, 1, 2], { size: 2, maximumSteps: value })],
    meaning: orDefault(whole(1, Number.MAX_SAFE_INTEGER)),
    names: /maximumSteps/,
  },
  'the generator of batchesByLength': {
    call: (value) => [...data.batchesByLength([3, 1, 2], { size: 2, random: value })],
    meaning: orDefault(refuseAll),
    names: /random/,
  },
  'the options of ShuffleBuffer': {
    call: (value) => new data.ShuffleBuffer(value),
    meaning: refuseAll,
    names: /option|size/,
  },
  'the size of ShuffleBuffer': {
    call: (value) => new data.ShuffleBuffer({ size: value, random: random() }).size,
    meaning: whole(1, Number.MAX_SAFE_INTEGER),
    names: /size/,
  },
  'the generator of ShuffleBuffer': {
    call: (value) => new data.ShuffleBuffer({ size: 2, random: value }),
    meaning: refuseAll,
    names: /random/,
  },
  'the state of ShuffleBuffer.restore': {
    call: (value) => new data.ShuffleBuffer({ size: 2, random: random() }).restore(value),
    meaning: refuseAll,
    names: /state/,
  },
  'the source of ShuffleBuffer.shuffle': {
    call: (value) => [...new data.ShuffleBuffer({ size: 1, random: random() }).shuffle(value)],
    meaning: (value) => {
      if (typeof value === 'string') return Array.from(value);
      if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) return REFUSED;
      return Array.from(value as Iterable<unknown>);
    },
    names: /source/,
  },
  'the languages of givenNames': {
    call: (value) => givenNames(random(), { languages: value }).training.names,
    meaning: orDefault((value) =>
      Array.isArray(value) && value.includes('Polish') ? ['Polish', 'Finnish'] : REFUSED,
    ),
    names: /languages/,
  },
  'the share of givenNames': {
    call: (value) => givenNames(random(), { validation: value }).training.names.length,
    meaning: orDefault((value) => (value === 0.5 ? value : REFUSED)),
    names: /validation/,
  },
  'the options of givenNames': {
    call: (value) => givenNames(random(), value).training.names.length,
    meaning: options,
    names: /option/,
  },
  'the language of namesOf': { call: (value) => namesOf(value), meaning: refuseAll, names: /language/ },
};

/**
 * The generated tasks, each with valid options, the smallest value of each option, and whether it
 * may be left out.
 */
const tasks: readonly {
  readonly name: string;
  readonly make: (random: never, options: never) => unknown;
  readonly options: Readonly<Record<string, readonly [valid: number, least: number, optional?: 'optional']>>;
}[] = [
  { name: 'addingProblem', make: data.addingProblem, options: { steps: [3, 2], lanes: [2, 1] } },
  {
    name: 'copyMemory',
    make: data.copyMemory,
    options: { delay: [2, 1], lanes: [2, 1], length: [2, 1, 'optional'], symbols: [3, 1, 'optional'] },
  },
  { name: 'parity', make: data.parity, options: { steps: [3, 1], lanes: [2, 1] } },
  {
    name: 'temporalOrder',
    make: data.temporalOrder,
    options: { steps: [12, 10, 'optional'], lanes: [2, 1] },
  },
  {
    name: 'mackeyGlass',
    make: data.mackeyGlass,
    options: { length: [2, 1], delay: [2, 1, 'optional'], washout: [2, 0, 'optional'] },
  },
  {
    name: 'continualReber',
    make: (random, { length }: { readonly length: never }) => data.continualReber(random, length),
    options: { length: [5, 1] },
  },
  { name: 'reberString', make: (random) => data.reberString(random), options: {} },
  { name: 'embeddedReberString', make: (random) => data.embeddedReberString(random), options: {} },
  {
    name: 'givenNames',
    make: (random) => givenNames(random, { languages: ['Polish'] }).training.names,
    options: {},
  },
];

for (const { name, make, options: valid } of tasks) {
  const settings = Object.fromEntries(Object.entries(valid).map(([option, [value]]) => [option, value]));
  const generated: Record<string, Slot> = {
    [`the generator of ${name}`]: {
      call: (value) => make(value, settings as never),
      meaning: refuseAll,
      names: /random/,
    },
    [`a number of the generator of ${name}`]: {
      call: (value) => {
        const good = random();
        let drawn = 0;
        return make({ float: () => (drawn++ === 0 ? value : good.float()) } as never, settings as never);
      },
      meaning: (value) => (value === 0 || value === 0.5 ? value : REFUSED),
      names: /random\.float: it returned/,
    },
    ...(Object.keys(valid).length < 2
      ? {}
      : {
          [`the options of ${name}`]: {
            call: (value) => make(random() as never, value),
            meaning: (value) =>
              name === 'mackeyGlass' &&
              plain(value) &&
              String(Object.keys(value as object)) === 'length' &&
              isSize((value as { length: unknown }).length)
                ? value
                : REFUSED,
            names: /option|lanes|length|delay|steps/,
          },
        }),
  };
  for (const [option, [, least, optional]] of Object.entries(valid)) {
    const meaning = whole(least, 2 ** 30);
    generated[`${option} of ${name}`] = {
      call: (value) => make(random() as never, { ...settings, [option]: value } as never),
      meaning: optional === undefined ? meaning : orDefault(meaning),
      names: new RegExp(`${name}: .*\\b${option}\\b`),
    };
  }
  Object.assign(slots, generated);
}

/** Says what is wrong with the answer to a value, if anything. */
function complaint({ call, meaning, names }: Slot, make: () => unknown): string | undefined {
  const meant = meaning(make());
  let result: unknown;
  try {
    result = call(make() as never);
  } catch (error) {
    if (!(error instanceof data.DataError)) return `threw ${String(error)}`;
    const { message, operation } = error;
    if (meant !== REFUSED) return `refused: ${message}`;
    const wellFormed = message.startsWith(`${operation}: `) && message.length < 500 && names.test(message);
    return wellFormed ? undefined : `badly named: ${message.slice(0, 600)}`;
  }
  if (meant === REFUSED) return 'accepted';
  return equals(result, call(meant as never)) ? undefined : 'another result';
}

test.each(Object.keys(slots))(
  '%s gives the right result or an error that names it, whatever it is',
  (name) => {
    const complaints = Object.entries(VALUES).flatMap(([value, make]) => {
      const said = complaint(slots[name] as Slot, make);
      return said === undefined ? [] : [`${value}: ${said}`];
    });
    expect(complaints).toEqual([]);
  },
);

test.each<[name: string, call: (options: never) => unknown]>([
  ['Lanes', (options) => new Lanes(nine, options)],
  ['split', (options) => split(nine, options)],
  ['nGramBits', (options) => nGramBits(nine, nine, options)],
  ['batches', (options) => batches(4, options)],
  ['batchesByLength', (options) => data.batchesByLength([1], options)],
  ['ShuffleBuffer', (options) => new data.ShuffleBuffer(options)],
  ['Vocabulary.of', (options) => Vocabulary.of('hello', options)],
  ['Vocabulary.from', (options) => Vocabulary.from('helo', options)],
  ['Vocabulary.encode', (options) => vocabulary.encode('hello', options)],
  ['givenNames', (options) => givenNames(random(), options)],
  ...tasks
    .filter(({ options }) => Object.keys(options).length > 1)
    .map(
      ({ name, make }) =>
        [name, (options: never) => make(random() as never, options)] as [string, (options: never) => unknown],
    ),
])('%s refuses an option that it does not have, and names those it has', (name, call) => {
  const misspelled = { lane: 2, lanes: 2, steps: 20 };
  expect(() => call(misspelled as never)).toThrow(
    new RegExp(`^${name}: there is no option 'lane'; the options are \\w+`),
  );
});
