/** What the docstrings of `@tbptt/rnn` say is refused, each with cases that try it. */
import {
  BatchNorm,
  crossEntropy,
  Engine,
  IGNORED,
  indices,
  multiply,
  Parameter,
  seeded,
  sum,
  type Tensor,
  tensor,
  zeros,
} from '@tbptt/core';
import { encodeSafetensors } from '@tbptt/core/files';
import { Lanes } from '@tbptt/data';
import { averageWeights, Optimizer, sgd } from '@tbptt/optim';
import * as rnn from '@tbptt/rnn';
import * as checkpoint from '@tbptt/rnn/checkpoint';
import * as inspection from '@tbptt/rnn/inspection';
import * as online from '@tbptt/rnn/online';
import * as sequences from '@tbptt/rnn/sequence-to-sequence';
import * as testing from '@tbptt/rnn/testing';
import { type Attempt, type Claims, testClaims } from './claims.js';

const random = seeded(1);
const untyped = (value: unknown): never => value as never;
const eachOf = (values: readonly unknown[], attempt: (value: never) => unknown): readonly Attempt[] =>
  values.map((value) => () => attempt(untyped(value)));
const refused = (...attempts: readonly Attempt[]) => ({ ArgumentError: attempts });

/** What is no whole number of at least 1. */
const NO_SIZE = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '2', null] as const;
const NO_NUMBER = [Number.NaN, Number.POSITIVE_INFINITY, '1', null] as const;
const NO_SHARE = [-0.1, 1.1, Number.NaN, '0.5', null] as const;

const lstm = () => new rnn.LSTM(3, 4, { random });
const model = () => new rnn.CharLM(3, { hidden: 4, random });
/** A model of other inputs than outputs. */
const vectors = () => new rnn.GRU(2, 3, { random });
const stream = new Lanes(
  Int32Array.from({ length: 21 }, (_, i) => i % 3),
  { lanes: 2 },
);
const bothWays = () => new rnn.Bidirectional(new rnn.GRU(3, 2, { random }), new rnn.GRU(3, 1, { random }));
const nGrams = () => new rnn.NGramFeatures(3, { random });
const decoder = () => new sequences.AttentionDecoder(3, 4, { hidden: 4, random });
const pairs = () => new sequences.EncoderDecoder(lstm(), decoder());
const loss = crossEntropy;
const nanLoss = (logits: Tensor, targets: never): Tensor =>
  multiply(crossEntropy(logits, targets), Number.NaN);
const x = zeros([4, 2, 3]);
const symbols = Int32Array.from({ length: 6 }, (_, i) => i % 3);
const study = { features: [], passage: 4 };
const ids = indices([4, 2], new Int32Array(8));

/** A stream whose windows are other than they should be. */
const streamOf = (change: (window: ReturnType<Lanes['window']>) => object) => ({
  lanes: stream.lanes,
  length: stream.length,
  window: (start: number, length: number) => {
    const window = stream.window(start, length);
    return untyped({ ...window, ...change(window) });
  },
});
const uncounted = streamOf(({ targets }) => ({
  targets: { ...targets, data: targets.data.map(() => IGNORED) },
  count: 0,
}));
const otherWindows = [
  streamOf(() => ({ inputs: indices([1, 2], [0, 0]) })),
  streamOf(() => ({ inputs: indices([5, 1], [0, 0, 0, 0, 0]) })),
  streamOf(() => ({ count: -1 })),
  streamOf(() => ({ count: 0.5 })),
  streamOf(() => ({ count: 11 })),
  { lanes: 2, length: 10, window: () => Promise.resolve({}) },
  { lanes: 2, length: 10, window: () => undefined },
];
const noStreams = [
  undefined,
  null,
  [],
  'abc',
  { lanes: 2, length: 10 },
  { lanes: 0, length: 10, window: () => ({}) },
];
const noLosses = [undefined, null, 5, () => zeros([2]), () => 1, () => undefined];

/** The position of an update in an epoch of the stream. */
const place = { step: 0, epoch: 0, start: 0, from: 0, end: 5, next: 5, seen: 10, endsEpoch: false };

/** The cases of a training: `run` makes the first update. */
const training = (run: (model: never, stream: never, options: never) => Iterable<unknown>, sizes: object) => {
  const attempt = (change: object = {}, other: object = {}): Attempt => {
    return () => {
      const given = { model: model(), stream, ...other };
      const optimizer = new Optimizer(given.model, sgd({ learningRate: 0.1 }));
      const options = { loss, optimizer, ...sizes, ...change };
      for (const _ of run(untyped(given.model), untyped(given.stream), untyped(options))) return;
    };
  };
  return {
    ArgumentError: [
      ...NO_SIZE.filter((k1) => k1 !== Number.POSITIVE_INFINITY).map((k1) => attempt({ k1 })),
      attempt({ k1: 5, k2: 4 }),
      ...[-1, 0.5, 10, Number.NaN].map((burnIn) => attempt({ burnIn })),
      ...[0, 0.5, Number.NaN, '1'].map((accumulate) => attempt({ accumulate })),
      ...[0, -1, 0.5, Number.NaN].map((epochs) => attempt({ epochs })),
      ...noLosses.map((bad) => attempt({ loss: bad })),
      ...[undefined, {}, sgd({ learningRate: 1 }), sgd].map((optimizer) => attempt({ optimizer })),
      ...[null, 5, {}, [], { position: {} }, { position: place, state: undefined }].map((after) =>
        attempt({ after }),
      ),
      ...[
        { step: -1 },
        { epoch: 1 },
        { epoch: 0.5 },
        { seen: Number.NaN },
        { end: 11 },
        { next: 6 },
        { endsEpoch: 1 },
        { endsEpoch: true },
      ].map((wrong) => attempt({ after: { position: { ...place, ...wrong }, state: [] } })),
      ...[null, 5, 2 ** 20, {}].map((memory) => attempt({ memory })),
      attempt({ k1: online.randomTruncation({ random, meanLength: 5 }), memory: online.byteBudget(2 ** 24) }),
      attempt({ optimiser: 1 }),
      attempt({}, { model: bothWays() }),
      ...[...noStreams, ...otherWindows, uncounted].map((bad) => attempt({}, { stream: bad })),
    ],
    NonFiniteError: [attempt({ loss: nanLoss })],
  };
};

/** A training whose windows have so many bytes. */
const attemptWithin = (bytes: number): Attempt => {
  return () => {
    const given = model();
    const optimizer = new Optimizer(given, sgd({ learningRate: 0.1 }));
    const memory = online.byteBudget(bytes);
    for (const _ of rnn.truncatedBPTT(given, stream, { k1: 5, optimizer, loss, memory })) return;
  };
};

/** The cases of a validation. */
const validating = (run: (model: never, stream: never, options: never) => unknown) => {
  const attempt = (change: object = {}, other: object = {}): Attempt => {
    return () => {
      const given = { model: model(), stream, ...other };
      run(untyped(given.model), untyped(given.stream), untyped({ window: 5, loss, ...change }));
    };
  };
  return {
    ArgumentError: [
      ...NO_SIZE.filter((window) => window !== Number.POSITIVE_INFINITY).map((window) => attempt({ window })),
      ...[-1, 0.5, 10, Number.NaN].map((burnIn) => attempt({ burnIn })),
      ...[0, 0.5, 11, Number.NaN].map((steps) => attempt({ steps })),
      ...noLosses.map((bad) => attempt({ loss: bad })),
      attempt({ windows: 5 }),
      attempt({}, { model: bothWays() }),
      ...[...noStreams, ...otherWindows].map((bad) => attempt({}, { stream: bad })),
    ],
    NonFiniteError: [attempt({ loss: nanLoss })],
  };
};

/** The cases that comparisons of windows have in common. */
const comparing = (run: (stream: never, options: never) => unknown, valid: object): readonly Attempt[] => {
  const attempt = (change: object, other: unknown = stream): Attempt => {
    return () => run(untyped(other), untyped({ loss, ...valid, ...change }));
  };
  return [
    ...[...NO_SIZE, 11].map((k1) => attempt({ k1 })),
    ...[0, 11, 0.5, '3'].map((longest) => attempt({ longest })),
    ...[[], 5, [0], [11], [0.5]].map((ends) => attempt({ ends })),
    ...noLosses.slice(0, 3).map((bad) => attempt({ loss: bad })),
    ...[...noStreams.slice(1), ...otherWindows, uncounted].map((bad) => attempt({}, bad)),
    attempt({ tolerance: 0.1 }),
  ];
};

const unlike = { name: 'c', gates: { a: 'sum' }, states: ['h'], equation: () => ({}) } as const;
class Own extends rnn.OperationLayer {
  next(_: unknown, before: rnn.LayerState<string>): rnn.LayerState<string> {
    return before;
  }
}
const own = (cell: unknown, D: unknown = 1, H: unknown = 1) => new Own(untyped(cell), untyped(D), untyped(H));
const ownCell = { name: 'own', gates: ['a'], states: ['h'] };
const noLayers = [undefined, null, 5, {}, (y: unknown) => y, { unroll: () => 1 }];
const state = () => lstm().initialState(2);
const alone = { rank: 0, size: 1, allReduce: () => {}, broadcast: () => {}, barrier: () => {} };
/** The place of a run of two lanes after its first update. */
const afterOne = () => ({
  position: { step: 0, epoch: 0, start: 0, end: 2, from: 0, seen: 4, next: 2, endsEpoch: false },
  state: state(),
});
const nan = () => new Parameter(tensor([1], [Number.NaN]));
/** An optimizer that keeps averages and has made a step. */
const averaging = (): Optimizer => {
  const weights = new Parameter(tensor([1], [1]));
  const optimizer = new Optimizer([weights], [...sgd({ learningRate: 0.1 }), averageWeights()]);
  optimizer.step(() => sum(weights));
  return optimizer;
};
const noRuns = [
  undefined,
  null,
  5,
  {},
  { model: 5 },
  { model: lstm(), parts: 5 },
  { model: lstm(), rest: 1 },
];
const noParts = [undefined, null, 5, {}, lstm()];
const noBytes = [undefined, null, 5, 'abc', {}, [1]];
const noFiles = [new Uint8Array(9), encodeSafetensors({}), encodeSafetensors({}, { checkpoint: '{}' })];

const claims: Claims = {
  Bidirectional: refused(
    ...eachOf(noLayers, (layer) => new rnn.Bidirectional(layer, lstm())),
    ...eachOf(noLayers, (layer) => new rnn.Bidirectional(lstm(), layer)),
  ),
  NGramFeatures: refused(
    ...eachOf(NO_SIZE, (symbols) => new rnn.NGramFeatures(symbols, { random })),
    ...eachOf(NO_SIZE, (rows) => new rnn.NGramFeatures(3, { random, rows })),
    ...eachOf(NO_SIZE, (size) => new rnn.NGramFeatures(3, { random, size })),
    ...eachOf([null, [], 2, [1], [2, 2.5]], (orders) => new rnn.NGramFeatures(3, { random, orders })),
    ...eachOf([null, 0.3], (dropout) => new rnn.NGramFeatures(3, { random, dropout })),
    ...eachOf([undefined, {}, { random, order: 2 }], (options) => new rnn.NGramFeatures(3, options)),
  ),
  'NGramFeatures.unroll': refused(
    () => nGrams().unroll(x),
    ...eachOf([null, {}, { recent: 1 }, nGrams().initialState(3)], (state) => nGrams().unroll(ids, state)),
  ),
  withNGrams: refused(...eachOf([undefined, null, 'LSTM', lstm()], (cell) => rnn.withNGrams(cell))),
  'Bidirectional.unroll': refused(() => bothWays().unroll(ids, undefined, { resets: ids })),
  Stack: refused(
    () => new rnn.Stack([]),
    ...eachOf(noLayers, (layer) => new rnn.Stack([layer])),
    ...eachOf([undefined, null, lstm(), {}], (layers) => new rnn.Stack(layers)),
    () =>
      new rnn.Stack<rnn.State>([new rnn.GRU(2, 3, { random }), new rnn.GRU(3, 2, { random })], {
        residual: true,
      }),
    () => new rnn.Stack([lstm()], { residual: untyped(1) }),
    ...eachOf([5, {}, new BatchNorm(4)], (between) => new rnn.Stack([lstm(), lstm()], { between })),
    () => new rnn.Stack([lstm()], untyped({ dropout: 0.5 })),
  ),
  cell: refused(
    () => rnn.cell(untyped({ ...unlike, gates: { a: 'input', b: 'sum' } })),
    ...Object.keys(unlike).map((part) => () => rnn.cell(untyped({ ...unlike, [part]: undefined }))),
    ...eachOf([undefined, null, 5, {}], rnn.cell),
  ),
  forgetBias: refused(
    () => rnn.forgetBias(new rnn.GRU(2, 2, { random })),
    () => rnn.forgetBias(new rnn.LSTM(2, 2, { random, bias: false })),
    ...eachOf(NO_NUMBER, (value) => rnn.forgetBias(lstm(), value)),
  ),
  orthogonalRecurrent: refused(
    () => rnn.orthogonalRecurrent(new rnn.MinGRU(2, 2, { random }), { random }),
    () => rnn.orthogonalRecurrent(lstm(), untyped({})),
    ...eachOf(NO_NUMBER, (gain) => rnn.orthogonalRecurrent(lstm(), { random, gain })),
  ),
  chrono: refused(
    () => rnn.chrono(new rnn.GRU(2, 2, { random }), { random, longest: 10 }),
    () => rnn.chrono(new rnn.LSTM(2, 2, { random, bias: false }), { random, longest: 10 }),
    ...eachOf([...NO_NUMBER, 1, undefined], (longest) => rnn.chrono(lstm(), { random, longest })),
  ),
  inputProduct: refused(
    ...eachOf([undefined, null, 5, [1]], (weight) => rnn.inputProduct(x, weight)),
    ...eachOf([null, 5, [1]], (bias) => rnn.inputProduct(x, zeros([3, 4]), bias)),
  ),
  OperationLayer: refused(
    ...eachOf([undefined, {}, { ...ownCell, name: 1 }, { ...ownCell, states: 'h' }], (cell) => own(cell)),
    ...NO_SIZE.map((size) => () => own(ownCell, size)),
    ...NO_SIZE.map((size) => () => own(ownCell, 1, size)),
  ),
  RecurrentLayer: refused(
    ...eachOf([...NO_SIZE, undefined], (size) => new rnn.LSTM(size, 2, { random })),
    ...eachOf([...NO_SIZE, undefined], (size) => new rnn.GRU(2, size, { random })),
    ...eachOf(
      [undefined, null, {}, { random: Math.random }, { random, droput: 1 }, { random, bias: 1 }],
      (options) => new rnn.LSTM(2, 2, options),
    ),
    ...eachOf(NO_SIZE, (projection) => new rnn.LSTM(2, 2, { random, projection })),
    () => new rnn.RecurrentLayer(new rnn.IndRNN(2, 2, { random }).cell, 2, 2, { random, projection: 1 }),
  ),
  gradientByLag: refused(
    ...[-1, 10, 0.5, '3'].map((at) => () => rnn.gradientByLag(model(), stream, { at: untyped(at), loss })),
    ...[0, 5, 0.5].map((lags) => () => rnn.gradientByLag(model(), stream, { at: 3, lags, loss })),
    ...eachOf(noLosses, (bad) => rnn.gradientByLag(model(), stream, { loss: bad })),
    ...eachOf([...noStreams, ...otherWindows.slice(1), uncounted], (bad) =>
      rnn.gradientByLag(model(), bad, { loss }),
    ),
    () => rnn.gradientByLag(bothWays(), stream, { loss }),
  ),
  truncationError: refused(
    ...comparing((given, options) => rnn.truncationError(model(), given, options), {
      k1: 1,
      k2: 2,
      longest: 4,
    }),
    ...eachOf([0, 5, 0.5, undefined], (k2) =>
      rnn.truncationError(model(), stream, { k1: 1, k2, longest: 4, loss }),
    ),
  ),
  suggestWindow: refused(
    ...comparing((given, options) => rnn.suggestWindow(model(), given, options), {
      k1: 1,
      bias: 0.1,
      longest: 4,
    }),
    ...eachOf([-1, Number.NaN, '1', undefined], (bias) =>
      rnn.suggestWindow(model(), stream, { k1: 1, bias, longest: 4, loss }),
    ),
  ),
  reverseTime: {
    ArgumentError: [
      ...eachOf([undefined, null, [1], 5], (sequence) => rnn.reverseTime(sequence)),
      ...eachOf([[5, 0], [-1, 0], [0.5, 0], [Number.NaN, 0], ['1', 0], 5, null], (lengths) =>
        rnn.reverseTime(x, lengths),
      ),
    ],
    ShapeError: [
      () => rnn.reverseTime(zeros([2, 3])),
      () => rnn.reverseTime(indices([2], [0, 0])),
      () => rnn.reverseTime(x, [1]),
      () => rnn.reverseTime(x, [1, 2, 3]),
    ],
  },
  zeroPadding: {
    ArgumentError: [
      ...eachOf([undefined, null, [1], 5], (sequence) => rnn.zeroPadding(sequence, [1, 2])),
      ...eachOf([[5, 0], [-1, 0], [0.5, 0], [Number.NaN, 0], ['1', 0], 5, null, undefined], (lengths) =>
        rnn.zeroPadding(x, lengths),
      ),
    ],
    ShapeError: [
      () => rnn.zeroPadding(zeros([2, 3]), [1, 1]),
      () => rnn.zeroPadding(x, [1]),
      () => rnn.zeroPadding(x, [1, 2, 3]),
    ],
  },
  CharLM: refused(
    ...eachOf([...NO_SIZE, undefined], (size) => new rnn.CharLM(size, { hidden: 4, random })),
    ...eachOf(NO_SIZE, (hidden) => new rnn.CharLM(3, { hidden, random })),
    ...eachOf(NO_SIZE, (layers) => new rnn.CharLM(3, { hidden: 4, random, layers })),
    ...eachOf(NO_SIZE, (embedding) => new rnn.CharLM(3, { hidden: 4, random, embedding })),
    ...eachOf([1, 'yes', null], (tied) => new rnn.CharLM(3, { hidden: 4, random, tied })),
    ...eachOf([null, 5, 'lstm', () => 1], (cell) => new rnn.CharLM(3, { hidden: 4, random, cell })),
    () => new rnn.CharLM(3, { hidden: 4, random, tied: true, layers: 1, embedding: 3 }),
    () => new rnn.CharLM(3, untyped({ hidden: 4, random, dropout: 0.5 })),
    () => new rnn.CharLM(3, untyped({ hidden: 4 })),
  ),
  RecurrentModel: {
    ArgumentError: [
      ...eachOf([...NO_SIZE, undefined], (size) => new rnn.RecurrentModel(size, { hidden: 4, random })),
      ...eachOf(NO_SIZE, (outputs) => new rnn.RecurrentModel(3, { outputs, random })),
      ...eachOf(NO_SIZE, (embedding) => new rnn.RecurrentModel(3, { embedding, random })),
      ...eachOf([null, 5, {}], (head) => new rnn.RecurrentModel(3, { head, random })),
      ...eachOf([null, 5, {}], (input) => new rnn.RecurrentModel(3, { input, random })),
      ...eachOf([null, 5, {}], (dropout) => new rnn.RecurrentModel(3, { dropout, random })),
      () => new rnn.RecurrentModel(3, { outputs: 2, head: (y) => y, random }),
      () => new rnn.RecurrentModel(3, untyped({ depth: 2, random })),
    ],
    ShapeError: [
      () => new rnn.RecurrentModel(3, { input: () => zeros([2]), random }),
      () => new rnn.RecurrentModel(3, { head: () => zeros([2, 1, 1]), random }),
    ],
  },
  bidirectional: refused(...eachOf([undefined, null, 'LSTM', lstm()], (cell) => rnn.bidirectional(cell))),
  AttentionDecoder: refused(
    ...eachOf([...NO_SIZE, undefined], (size) => new sequences.AttentionDecoder(size, 4, { random })),
    ...eachOf([...NO_SIZE, undefined], (size) => new sequences.AttentionDecoder(3, size, { random })),
    ...eachOf(NO_SIZE, (hidden) => new sequences.AttentionDecoder(3, 4, { hidden, random })),
    ...eachOf(
      [null, 'cosine', 1],
      (attention) => new sequences.AttentionDecoder(3, 4, { attention, random }),
    ),
    () => new sequences.AttentionDecoder(3, 4, untyped({ heads: 2, random })),
  ),
  'AttentionDecoder.begin': {
    ArgumentError: [
      ...eachOf([undefined, null, 5, ids], (keys) => decoder().begin(keys)),
      () => decoder().begin(zeros([2, 3, 4]), untyped({ length: 1 })),
      ...eachOf([-1, 3, 0.5], (length) => decoder().begin(zeros([2, 1, 4]), { lengths: [length] })),
    ],
    ShapeError: [
      () => decoder().begin(zeros([2, 3])),
      () => decoder().begin(zeros([2, 3, 5])),
      () => decoder().begin(zeros([2, 3, 4]), { lengths: [1] }),
    ],
  },
  EncoderDecoder: refused(
    ...eachOf([undefined, null, {}, 5], (encoder) => new sequences.EncoderDecoder(encoder, decoder())),
    ...eachOf([undefined, null, {}, lstm()], (one) => new sequences.EncoderDecoder(lstm(), one)),
    () => new sequences.EncoderDecoder(new rnn.GRU(3, 5, { random }), decoder()),
  ),
  'EncoderDecoder.generate': {
    ArgumentError: [
      ...eachOf([-1, 3, 0.5, null], (start) => pairs().generate(ids, { start, stop: 0, length: 1 })),
      ...eachOf([-1, 3, 0.5, null], (stop) => pairs().generate(ids, { start: 0, stop, length: 1 })),
      ...eachOf(NO_SIZE, (length) => pairs().generate(ids, { start: 0, stop: 0, length })),
      ...eachOf([0, 1.5, 'a'], (beams) => pairs().generate(ids, { start: 0, stop: 0, length: 1, beams })),
      () => pairs().generate(ids, { start: 0, stop: 0, length: 1, temperature: 1 }),
    ],
    NonFiniteError: [
      () => {
        const diverged = pairs();
        diverged.decoder.head.bias?.assign(tensor([3], [Number.NaN, 0, 0]));
        diverged.generate(ids, { start: 0, stop: 0, length: 1 });
      },
    ],
  },
  lastStep: {
    ArgumentError: [
      ...eachOf([undefined, null, 5, ids], (sequence) => rnn.lastStep(sequence)),
      () => rnn.lastStep(zeros([0, 2, 3])),
      () => rnn.lastStep(x, [0, 4]),
      () => rnn.lastStep(x, [5, 4]),
    ],
    ShapeError: [() => rnn.lastStep(zeros([2, 3])), () => rnn.lastStep(x, [1])],
  },
  symbolProbabilities: {
    ArgumentError: [
      ...eachOf([[], null, 'ab', ['a']], (logits) => rnn.symbolProbabilities(logits)),
      ...eachOf([-1, 2, Number.NaN], (minP) => rnn.symbolProbabilities([0, 1], { minP })),
      ...eachOf([5, null], (seen) => rnn.symbolProbabilities([0, 1], { seen })),
    ],
    NonFiniteError: [
      () => rnn.symbolProbabilities([0, Number.NaN]),
      () => rnn.symbolProbabilities([Number.NEGATIVE_INFINITY]),
    ],
  },
  closedLoop: {
    ArgumentError: [
      ...eachOf([undefined, null, {}], (other) => rnn.closedLoop(other, zeros([1, 2]), { steps: 1 })),
      ...eachOf([undefined, 5, [1]], (first) => rnn.closedLoop(vectors(), first, { steps: 1 })),
      ...eachOf([0, 1.5, Number.NaN], (steps) => rnn.closedLoop(vectors(), zeros([1, 2]), { steps })),
      ...eachOf([5, () => 5], (next) => rnn.closedLoop(vectors(), zeros([1, 2]), { steps: 1, next })),
    ],
    ShapeError: [
      () => rnn.closedLoop(vectors(), zeros([2]), { steps: 1 }),
      () => rnn.closedLoop(vectors(), zeros([1, 2]), { steps: 1 }),
    ],
  },
  beamSearch: {
    ArgumentError: [
      ...eachOf([undefined, null, {}], (other) => rnn.beamSearch(other, { prime: [1], length: 1, beams: 1 })),
      ...eachOf([[], [-1], [0.5], 'b', 5], (prime) =>
        rnn.beamSearch(model(), { prime, length: 1, beams: 1 }),
      ),
      ...eachOf([0, 1.5, Number.NaN], (length) => rnn.beamSearch(model(), { prime: [1], length, beams: 1 })),
      ...eachOf([0, 1.5, Number.NaN], (beams) => rnn.beamSearch(model(), { prime: [1], length: 1, beams })),
      ...eachOf([-1, 3, 0.5, 'b', [[]], [[1, 3]]], (stop) =>
        rnn.beamSearch(model(), { prime: [1], length: 1, beams: 1, stop }),
      ),
    ],
    NonFiniteError: [
      [Number.NaN, 0, 0],
      [0, Number.POSITIVE_INFINITY, 0],
      Array(3).fill(Number.NEGATIVE_INFINITY),
    ].map((bias: number[]) => () => {
      const diverged = model();
      diverged.head.bias?.assign(tensor([3], bias));
      rnn.beamSearch(diverged, { prime: [1], length: 1, beams: 1 });
    }),
  },
  sample: {
    ArgumentError: [
      ...eachOf([undefined, null, {}], (other) => [...rnn.sample(other, { random, length: 1, prime: [1] })]),
      ...eachOf([[3], [-1], [Number.NaN], [0.5], [undefined], 'b', ['0'], 5], (prime) => [
        ...rnn.sample(model(), { random, length: 1, prime }),
      ]),
      ...eachOf([-1, 0.5, Number.NaN, '1'], (length) => [
        ...rnn.sample(model(), { random, length, prime: [1] }),
      ]),
      ...eachOf([-1, Number.NaN, '1'], (temperature) => [
        ...rnn.sample(model(), { random, length: 1, prime: [1], temperature }),
      ]),
      ...eachOf([0, -0.5, 1.1, Number.NaN, '1'], (topP) => [
        ...rnn.sample(model(), { random, length: 1, prime: [1], topP }),
      ]),
      ...eachOf([-0.1, 1.1, Number.NaN, '1'], (minP) => [
        ...rnn.sample(model(), { random, length: 1, prime: [1], minP }),
      ]),
      ...eachOf([0, -1, Number.NaN, '1'], (repetitionPenalty) => [
        ...rnn.sample(model(), { random, length: 1, prime: [1], repetitionPenalty }),
      ]),
      ...eachOf([[-1], 'b', 5, null], (stop) => [
        ...rnn.sample(model(), { random, length: 1, prime: [1], stop }),
      ]),
      ...eachOf([0, 0.5, Number.NaN, '1'], (topK) => [
        ...rnn.sample(model(), { random, length: 1, prime: [1], topK }),
      ]),
      () => [...rnn.sample(model(), untyped({ length: 1, prime: [1] }))],
      () => [...rnn.sample(model(), untyped({ random, length: 1, prime: [1], nucleus: 0.9 }))],
    ],
    NonFiniteError: [
      [Number.NaN, 0, 0],
      [0, Number.POSITIVE_INFINITY, 0],
      Array(3).fill(Number.NEGATIVE_INFINITY),
    ].map((bias: number[]) => () => {
      const diverged = model();
      diverged.head.bias?.assign(tensor([3], bias));
      return [...rnn.sample(diverged, { random, length: 1, prime: [1] })];
    }),
  },
  activationPenalty: refused(
    ...eachOf([-1, ...NO_NUMBER, undefined], (alpha) => rnn.activationPenalty(x, alpha)),
  ),
  temporalActivationPenalty: refused(
    ...eachOf([-1, ...NO_NUMBER, undefined], (beta) => rnn.temporalActivationPenalty(x, beta)),
  ),
  LockedDropout: refused(
    ...eachOf([...NO_SHARE, undefined], (probability) => new rnn.LockedDropout(probability, { random })),
    () => new rnn.LockedDropout(0.5, untyped({})),
  ),
  'LockedDropout.forward': {
    ShapeError: [zeros([2, 3]), zeros([2]), zeros([1, 1, 1, 1])].map(
      (y) => () => new rnn.LockedDropout(0.5, { random }).forward(y),
    ),
  },
  Zoneout: refused(
    ...eachOf(NO_SHARE, (h) => new rnn.Zoneout(lstm(), { random, probabilities: { h } })),
    () => new rnn.Zoneout(lstm(), { random, probabilities: untyped({ d: 0.5 }) }),
  ),
  adaptiveTruncation: refused(
    ...eachOf([undefined, {}, { bias: 0.1 }, { longest: 9 }], online.adaptiveTruncation),
    ...eachOf([...NO_NUMBER, 0], (bias) => online.adaptiveTruncation({ bias, longest: 9 })),
    ...eachOf(NO_SIZE, (longest) => online.adaptiveTruncation({ bias: 0.1, longest })),
    ...eachOf(NO_SIZE, (every) => online.adaptiveTruncation({ bias: 0.1, longest: 9, every })),
    () => online.adaptiveTruncation(untyped({ bias: 0.1, longest: 9, most: 3 })),
  ),
  randomTruncation: refused(
    () => online.randomTruncation(untyped(undefined)),
    ...eachOf([{}, { meanLength: 5 }, { meanLength: 5, random, length: 5 }], online.randomTruncation),
    ...eachOf([...NO_NUMBER, 0, 1], (meanLength) => online.randomTruncation({ random, meanLength })),
    ...eachOf([...NO_NUMBER, 2], (alpha) => online.randomTruncation({ random, meanLength: 5, alpha })),
    ...eachOf(NO_SIZE, (segment) => online.randomTruncation({ random, meanLength: 5, segment })),
    () => online.randomTruncation({ random, meanLength: 5, segment: 5 }),
    ...eachOf([0, 0.5, '5', Number.NaN], (most) => online.randomTruncation({ random, meanLength: 5, most })),
  ),
  online: (() => {
    const attempt = (change: object = {}, other: object = {}): Attempt => {
      return () => {
        const given = { model: model(), stream, ...other };
        const optimizer = new Optimizer(given.model, sgd({ learningRate: 0.1 }));
        const options = { algorithm: online.rtrl(), loss, optimizer, ...change };
        for (const _ of online.online(untyped(given.model), untyped(given.stream), untyped(options))) return;
      };
    };
    return {
      ArgumentError: [
        ...NO_SIZE.map((every) => attempt({ every })),
        ...[0, -1, 0.5, Number.NaN].map((epochs) => attempt({ epochs })),
        ...[3, {}, { position: {} }].map((after) => attempt({ after })),
        ...noLosses.map((bad) => attempt({ loss: bad })),
        ...[undefined, {}, sgd({ learningRate: 1 })].map((optimizer) => attempt({ optimizer })),
        ...[undefined, {}, 'rtrl', online.rtrl].map((algorithm) => attempt({ algorithm })),
        attempt({ optimiser: 1 }),
        attempt(
          { algorithm: online.kroneckerFactored({ random }) },
          { model: new rnn.PeepholeLSTM(3, 4, { random }) },
        ),
        ...[bothWays(), new rnn.CharLM(3, { embedding: 4, random })].map((bad) =>
          attempt({}, { model: bad }),
        ),
        ...noStreams.map((bad) => attempt({}, { stream: bad })),
        attempt({}, { stream: uncounted }),
      ],
      NonFiniteError: [attempt({ loss: nanLoss })],
      LifetimeError: [
        () => {
          const given = model();
          const optimizer = new Optimizer(given, sgd({ learningRate: 0.1 }));
          const run = online.online(given, stream, { algorithm: online.rtrl(), optimizer, loss });
          run.next();
          new Engine().run(() => run.next());
        },
      ],
    };
  })(),
  byteBudget: refused(
    ...eachOf(NO_SIZE, online.byteBudget),
    ...eachOf(NO_SIZE, (segment) => online.byteBudget(2 ** 20, { segment })),
    () => online.byteBudget(2 ** 20, untyped({ segments: 2 })),
    attemptWithin(1),
  ),
  snap: refused(...eachOf(NO_SIZE, online.snap)),
  uoro: refused(...eachOf([undefined, {}, { random: 1 }, { random, sign: 1 }], online.uoro)),
  kroneckerFactored: refused(
    ...eachOf([undefined, {}, { random: 1 }, { random, sign: 1 }], online.kroneckerFactored),
  ),
  inspectUnits: {
    ArgumentError: [
      () => inspection.inspectUnits(untyped({ forward: () => zeros([2, 1, 4]) }), zeros([2, 1, 3])),
      () => inspection.inspectUnits(lstm(), zeros([2, 1, 3]), untyped({ lanes: 1 })),
      () => inspection.inspectUnits(new rnn.Stack([lstm()]), zeros([2, 1, 3]), { state: [] }),
    ],
    ShapeError: [
      [2, 3],
      [0, 1, 3],
      [2, 1, 4],
    ].map((shape) => () => inspection.inspectUnits(lstm(), zeros(shape))),
  },
  studyUnits: refused(
    ...eachOf([undefined, lstm(), {}], (bad) => inspection.studyUnits(bad, symbols, study)),
    ...eachOf([undefined, [0, 1], new Int32Array(1), new Float32Array(6)], (bad) =>
      inspection.studyUnits(model(), bad, study),
    ),
    ...[-1, 3].map((bad) => () => inspection.studyUnits(model(), new Int32Array(6).fill(bad), study)),
    ...eachOf([undefined, null, { ...study, passages: 1 }], (bad) =>
      inspection.studyUnits(model(), symbols, bad),
    ),
    ...eachOf(NO_SIZE, (passage) => inspection.studyUnits(model(), symbols, { ...study, passage })),
    ...eachOf([undefined, {}, [null], [{ name: 'a' }], [{ name: 'a', values: [1] }]], (features) =>
      inspection.studyUnits(model(), symbols, { ...study, features }),
    ),
  ),
  textFeatures: refused(...eachOf([undefined, 'text', [1], {}], inspection.textFeatures)),
  chooseUnits: refused(
    ...eachOf([undefined, {}, [null], [{}]], (units) => inspection.chooseUnits(units, 3)),
    ...eachOf(NO_SIZE, (most) => inspection.chooseUnits([], most)),
    ...eachOf([0, -1, 1.5, Number.NaN, '2', null], (each) => inspection.chooseUnits([], 3, each)),
  ),
  encodeCheckpoint: {
    ArgumentError: [
      ...eachOf(noRuns, checkpoint.encodeCheckpoint),
      ...eachOf(noParts.slice(1), (optimizer) => checkpoint.encodeCheckpoint({ model: lstm(), optimizer })),
      ...eachOf(noParts, (part) => checkpoint.encodeCheckpoint({ model: lstm(), parts: { part } })),
      ...eachOf([1n, () => 1, new Map(), new Float32Array(2), [undefined]], (data) =>
        checkpoint.encodeCheckpoint({ model: lstm() }, { data }),
      ),
      ...eachOf([null, 5, {}], (after) => checkpoint.encodeCheckpoint({ model: lstm() }, { after })),
      ...eachOf([5, { x: 1 }, { checkpoint: '' }], (metadata) =>
        checkpoint.encodeCheckpoint({ model: lstm() }, { metadata }),
      ),
      () => checkpoint.encodeCheckpoint({ model: lstm() }, untyped({ date: 1 })),
    ],
    NonFiniteError: [() => checkpoint.encodeCheckpoint({ model: [nan()] })],
    LifetimeError: [
      () => {
        const run = { model: lstm(), optimizer: averaging() };
        run.optimizer.withAverages(() => checkpoint.encodeCheckpoint(run));
      },
    ],
  },
  decodeCheckpoint: {
    FormatError: noFiles.map((file) => () => checkpoint.decodeCheckpoint(file)),
    ArgumentError: eachOf(noBytes, checkpoint.decodeCheckpoint),
  },
  restoreCheckpoint: {
    FormatError: [
      ...noFiles.map((file) => () => checkpoint.restoreCheckpoint({ model: lstm() }, file)),
      () =>
        checkpoint.restoreCheckpoint(
          { model: lstm() },
          checkpoint.encodeCheckpoint({ model: new rnn.GRU(3, 4, { random }) }),
        ),
    ],
    ArgumentError: [
      ...eachOf(noBytes, (bytes) => checkpoint.restoreCheckpoint({ model: lstm() }, bytes)),
      ...eachOf(noRuns, (run) =>
        checkpoint.restoreCheckpoint(run, checkpoint.encodeCheckpoint({ model: lstm() })),
      ),
    ],
  },
  flattenState: refused(...eachOf([undefined, null, 5, { h: 1 }, [[1]]], rnn.flattenState)),
  restoreState: refused(
    () => rnn.restoreState({}, state()),
    () => rnn.restoreState({ ...rnn.flattenState(state()), 'state.h': zeros([2, 5]) }, state()),
    () => rnn.restoreState({ ...rnn.flattenState(state()), 'state.h': zeros([3, 4]) }, state()),
    () => rnn.restoreState(untyped({ ...rnn.flattenState(state()), 'state.h': [1] }), state()),
  ),
  LearnedState: refused(...eachOf(noLayers, (layer) => new rnn.LearnedState(layer))),
  gatherLanes: refused(
    ...eachOf([null, 5, {}], (after) => rnn.gatherLanes(after, alone)),
    ...eachOf([null, 5, {}], (group) => rnn.gatherLanes(afterOne(), group)),
  ),
  takeLanes: refused(
    ...eachOf([null, 5, {}], (after) => rnn.takeLanes(after, { first: 0, lanes: 1 })),
    ...eachOf([null, {}, { first: -1, lanes: 1 }, { first: 1, lanes: 2 }], (lanes) =>
      rnn.takeLanes(afterOne(), lanes),
    ),
  ),
  selectLanes: refused(
    ...eachOf([[2], [-1], [0.5], [Number.NaN], ['0'], 0, undefined], (lanes) =>
      rnn.selectLanes(state(), lanes),
    ),
    ...eachOf([null, 5, { h: 1 }], (other) => rnn.selectLanes(other, [0])),
  ),
  randomWindows: refused(
    ...eachOf([0, -1, ...NO_NUMBER, undefined], (base) => rnn.randomWindows(base, { random })),
    ...eachOf(NO_SHARE, (probability) => rnn.randomWindows(5, { random, probability })),
    ...eachOf([-1, ...NO_NUMBER], (deviation) => rnn.randomWindows(5, { random, deviation })),
    ...eachOf(NO_SIZE, (least) => rnn.randomWindows(5, { random, least })),
    () => rnn.randomWindows(5, untyped({})),
  ),
  iterableStream: refused(
    ...eachOf([undefined, null, 5, {}, Promise.resolve()], (source) => rnn.iterableStream(source)),
    ...eachOf(NO_SIZE, (lanes) => rnn.iterableStream([1], { lanes })),
    ...eachOf([0, -1, 1.5, Number.NaN, '2', null], (length) => rnn.iterableStream([1], { length })),
    ...eachOf([-1, 1.5, ...NO_NUMBER], (history) => rnn.iterableStream([1], { history })),
    ...eachOf([-1, 1.5, ...NO_NUMBER], (ahead) => rnn.iterableStream([1], { ahead })),
    ...eachOf([[null], ['a'], [-1], [0.5], [[[1]]], [{ inputs: [1] }], [ids]], (source) =>
      rnn.iterableStream(source).window(0, 1),
    ),
    () => rnn.iterableStream([1, 2, 3], { length: 5 }).window(0, 5),
    () => rnn.iterableStream([1, 2, 3]).window(0, 0),
    () => {
      const once = rnn.iterableStream(
        (function* () {
          yield [1, 2, 3, 4];
          yield [5, 6, 7];
        })(),
        { history: 0 },
      );
      once.window(4, 1);
      once.window(0, 1);
    },
  ),
  asyncStream: refused(
    ...eachOf([undefined, null, 5, {}, Promise.resolve()], (source) => rnn.asyncStream(source)),
    ...eachOf(NO_SIZE, (lanes) => rnn.asyncStream([1], { lanes })),
    ...eachOf([-1, 1.5, ...NO_NUMBER], (start) => rnn.asyncStream([1], { start })),
    ...eachOf([0, 'yes', null], (repeat) => rnn.asyncStream([1], { repeat })),
    () => rnn.asyncStream([1, 2, 3]).window(0, 1),
  ),
  truncatedBPTT: training(rnn.truncatedBPTT, { k1: 5 }),
  slidingWindowBPTT: (() => {
    const cases = training(rnn.slidingWindowBPTT, { k1: 2, k2: 5 });
    const endless = eachOf([Number.POSITIVE_INFINITY, Number.NaN, undefined], (k2) => {
      const given = model();
      const optimizer = new Optimizer(given, sgd({ learningRate: 0.1 }));
      for (const _ of rnn.slidingWindowBPTT(given, stream, { k1: 2, k2, optimizer, loss })) return;
    });
    return { ...cases, ArgumentError: [...cases.ArgumentError, ...endless] };
  })(),
  validate: (() => {
    const cases = validating(rnn.validate);
    const none = () => rnn.validate(model(), uncounted, { window: 5, loss });
    const endless = { lanes: 2, length: Number.POSITIVE_INFINITY, window: stream.window.bind(stream) };
    return {
      ...cases,
      ArgumentError: [
        ...cases.ArgumentError,
        none,
        () => rnn.validate(model(), endless, { window: 5, loss }),
      ],
    };
  })(),
  validation: validating((...given) => [...rnn.validation(...given)]),
  truncatedGradcheck: {
    ArgumentError: [
      ...eachOf(NO_SIZE, (k1) => testing.truncatedGradcheck(model(), stream, { k1, loss })),
      ...eachOf([1, 0.5, '5'], (k2) => testing.truncatedGradcheck(model(), stream, { k1: 2, k2, loss })),
      ...eachOf([0, 11, 0.5], (end) => testing.truncatedGradcheck(model(), stream, { k1: 1, end, loss })),
      ...eachOf(noStreams, (bad) => testing.truncatedGradcheck(model(), bad, { k1: 2, loss })),
    ],
    GradientMismatchError: [
      () => {
        // A number that is read out of a tensor is a constant to the gradient.
        const detached = (logits: Tensor, targets: never): Tensor =>
          multiply(crossEntropy(logits, targets), sum(logits).item());
        testing.truncatedGradcheck(model(), stream, { k1: 2, end: 4, loss: untyped(detached) });
      },
    ],
  },
};

testClaims({
  package: 'rnn',
  exported: { ...rnn, ...checkpoint, ...inspection, ...online, ...sequences, ...testing },
  claims,
  atLeast: 33,
});
