import {
  ArgumentError,
  crossEntropy,
  Dropout,
  FormatError,
  kernels,
  Linear,
  NonFiniteError,
  Parameter,
  seeded,
  tensor,
} from '@tbptt/core';
import {
  decodeSafetensors,
  encodeSafetensors,
  loadStateDictionary,
  stateDictionary,
} from '@tbptt/core/files';
import { Lanes } from '@tbptt/data';
import {
  adam,
  averageWeights,
  Convergence,
  clipByGlobalNorm,
  EarlyStopping,
  Optimizer,
  ReduceOnPlateau,
  sgd,
} from '@tbptt/optim';
import { afterEach, describe, expect, test } from 'vitest';
import { CharLM } from '../models/char-lm.js';
import type { StackState } from '../stack.js';
import { flattenState, restoreState } from '../states/flatten-state.js';
import type { Continuation } from '../training/continuation.js';
import type { Update } from '../training/train.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';
import { decodeCheckpoint } from './decode-checkpoint.js';
import { encodeCheckpoint } from './encode-checkpoint.js';
import { restoreCheckpoint } from './restore-checkpoint.js';

afterEach(() => kernels.use('auto'));

const ids = Int32Array.from({ length: 75 }, (_, i) => (i * i + 3 * i) % 7);
const stream = new Lanes(ids, { lanes: 2 }); // 37 steps

/** A run with everything that changes: dropout, a plateau schedule, averages, stopping rules. */
function make({ seed = 1, hidden = 4 } = {}) {
  const dropout = seeded(seed + 100);
  const between = new Dropout(0.4, { random: dropout });
  const model = new CharLM(7, { hidden, layers: 2, between, random: seeded(seed) });
  const learningRate = new ReduceOnPlateau(0.05, { patience: 1, factor: 0.5 });
  const chain = [clipByGlobalNorm(1), adam({ learningRate }), averageWeights({ decay: 0.9 })];
  const stopping = new EarlyStopping(model, { patience: 3 });
  const convergence = new Convergence({ window: 3 });
  const optimizer = new Optimizer(model, chain);
  return { model, optimizer, parts: { dropout, learningRate, stopping, convergence } };
}
type MadeRun = ReturnType<typeof make>;

/** Trains a run, from its beginning or after an update. */
function* train(
  { model, optimizer, parts }: MadeRun,
  after?: Continuation<StackState>,
): Generator<Update<StackState>> {
  for (const update of truncatedBPTT(model, stream, {
    k1: 3,
    k2: 7,
    epochs: 3,
    optimizer,
    loss: crossEntropy,
    after,
  })) {
    parts.learningRate.observe(update.loss);
    parts.stopping.observe(update.loss);
    parts.convergence.observe(update.loss);
    yield update;
  }
}

const numbersOf = (dictionary: ReturnType<typeof stateDictionary>) =>
  Object.entries(dictionary).map(([name, each]) => [name, ...each.toFloats()]);
const everything = ({ model, optimizer, parts }: MadeRun) => ({
  weights: numbersOf(stateDictionary(model)),
  optimizer: { ...optimizer.state(), slots: numbersOf(optimizer.state().slots) },
  dropout: parts.dropout.state(),
  learningRate: parts.learningRate.state(),
  stopping: parts.stopping.state(),
  best: numbersOf(parts.stopping.bestWeights ?? {}),
  convergence: parts.convergence.state(),
});

/** Trains for some updates and returns the run, its last update and its checkpoint. */
function begun(updates: number) {
  const run = make();
  for (const update of train(run)) {
    if (update.position.step + 1 < updates) continue;
    return { run, update, bytes: encodeCheckpoint(run, { after: update, data: { note: 'half way' } }) };
  }
  throw new Error('the run is shorter');
}

test.each(['strict', 'auto'] as const)(
  'a run with dropout, averages, a plateau and stopping rules continues to the same bits: %s',
  (variant) => {
    kernels.use(variant);
    const whole = make();
    const losses: number[] = [];
    const checkpoints: Uint8Array[] = [];
    for (const update of train(whole)) {
      losses.push(update.loss);
      checkpoints.push(encodeCheckpoint(whole, { after: update }));
    }
    for (const cut of [0, 1, 7, 12, 13, 30]) {
      const rest = make({ seed: 9 });
      const { after } = restoreCheckpoint(rest, checkpoints[cut] ?? new Uint8Array());
      expect([...train(rest, after)].map(({ loss }) => loss)).toEqual(losses.slice(cut + 1));
      expect(everything(rest)).toEqual(everything(whole));
    }
  },
);

test('a checkpoint is restored whole, with the data and the metadata', () => {
  const { run, update } = begun(5);
  const data = {
    best: Number.POSITIVE_INFINITY,
    losses: [1, -0, Number.NaN],
    'a/b~c': { text: 'é', none: null },
  };
  const bytes = encodeCheckpoint(run, { after: update, data, metadata: { title: 'rain' } });
  const other = make({ seed: 2 });
  const restored = restoreCheckpoint(other, bytes);
  expect(everything(other)).toEqual(everything(run));
  expect(restored.after?.position).toEqual(update.position);
  expect(numbersOf(flattenState(restored.after?.state ?? []))).toEqual(numbersOf(flattenState(update.state)));
  expect(numbersOf(flattenState(restored.after?.carried ?? []))).toEqual(
    numbersOf(flattenState(update.carried ?? [])),
  );
  expect(restored.data).toEqual(data);
  expect(restored.metadata).toEqual({ title: 'rain' });
  expect(encodeCheckpoint(other, { ...restored })).toEqual(bytes);
});

test('a checkpoint loads as a model, and tells its data before the run is made', () => {
  const { run, bytes } = begun(5);
  const { model } = make({ seed: 2 });
  loadStateDictionary(model, decodeSafetensors(bytes).tensors);
  expect(numbersOf(stateDictionary(model))).toEqual(numbersOf(stateDictionary(run.model)));
  const decoded = decodeCheckpoint(bytes);
  expect(decoded.data).toEqual({ note: 'half way' });
  expect(Object.keys(decoded.weights)).toEqual(Object.keys(stateDictionary(model)));
  expect(restoreCheckpoint(make({ seed: 3 }), decoded).after?.position.step).toBe(4);
});

test('a run that has not begun, a model alone and a model without time have checkpoints, too', () => {
  const run = make();
  const other = make({ seed: 2 });
  expect(restoreCheckpoint(other, encodeCheckpoint(run)).after).toBeUndefined();
  expect(everything(other)).toEqual(everything(run));
  const [linear, same] = [1, 2].map((seed) => new Linear(2, 3, { random: seeded(seed) }));
  if (linear === undefined || same === undefined) throw new Error('there is no layer');
  restoreCheckpoint({ model: same }, encodeCheckpoint({ model: linear }, { data: 1 }));
  expect(numbersOf(stateDictionary(same))).toEqual(numbersOf(stateDictionary(linear)));
});

test('a part of your own may have tensors at any depth', () => {
  const part = (start: number) => ({
    kept: { list: [{ x: tensor([2], [start, start + 1]) }], count: start },
    state() {
      return this.kept;
    },
    restore(state: { list: { x: ReturnType<typeof tensor> }[]; count: number }) {
      this.kept = state;
    },
  });
  const [one, other] = [part(1), part(5)];
  const model = new Linear(1, 1, { random: seeded(1) });
  restoreCheckpoint(
    { model, parts: { 'a/part': other } },
    encodeCheckpoint({ model, parts: { 'a/part': one } }),
  );
  expect(other.kept.count).toBe(1);
  expect([...(other.kept.list[0]?.x.toFloats() ?? [])]).toEqual([1, 2]);
});

describe('a checkpoint that does not fit', () => {
  const { bytes } = begun(5);
  const { model, optimizer, parts } = make({ seed: 2 });
  const untouched = everything({ model, optimizer, parts });
  const wide = make({ hidden: 5 });

  test.each<[string, object, readonly string[]]>([
    [
      'another model',
      wide,
      [
        'The model: ',
        'rnn.layers.0.weightHh is [4, 16] for [5, 20]',
        'The optimizer: ',
        "The state: 'state.0.h' is [2, 4]; it must be [2, 5]",
      ],
    ],
    [
      'another optimizer',
      { model, optimizer: new Optimizer(model, sgd({ learningRate: 1, momentum: 0.5 })), parts },
      ["The optimizer: the state has no slot 'momentum"],
    ],
    ['no optimizer', { model, parts }, ['The optimizer is in the checkpoint, but not in the run.']],
    [
      'other parts',
      { model, optimizer, parts: { dropout: parts.dropout, windows: seeded(1) } },
      [
        "The part 'windows': it is not in the checkpoint.",
        "The part 'learningRate' is in the checkpoint, but not in the run.",
        "The part 'stopping' is in the checkpoint",
      ],
    ],
    [
      'a part of another kind',
      { model, optimizer, parts: { ...parts, dropout: parts.learningRate, learningRate: parts.dropout } },
      [
        "The part 'dropout': the learning rate of the state is undefined",
        "The part 'learningRate': the state must be what state() gave",
      ],
    ],
    [
      'a smaller window of convergence',
      { model, optimizer, parts: { ...parts, convergence: new Convergence({ window: 2 }) } },
      ["The part 'convergence': the state has 3 values, but the window is 2"],
    ],
  ])('%s: one error says so, and nothing is changed', (_, run, messages) => {
    const restore = () => restoreCheckpoint(run as MadeRun, bytes);
    expect(restore).toThrow(FormatError);
    for (const message of [
      'restoreCheckpoint: the checkpoint does not fit the run.',
      ...messages,
      'Nothing was changed.',
    ]) {
      expect(restore).toThrow(message);
    }
    expect(everything({ model, optimizer, parts })).toEqual(untouched);
  });

  test('an update of another run is refused by the training', () => {
    const run = make();
    const { after } = restoreCheckpoint(run, bytes);
    const options = { k1: 4, optimizer: run.optimizer, loss: crossEntropy, after };
    expect(() => truncatedBPTT(run.model, new Lanes(ids.subarray(0, 11), { lanes: 2 }), options)).toThrow(
      'the update has read the steps before 15, but the stream has 5 steps',
    );
  });
});

describe('a file is refused', () => {
  const { bytes } = begun(5);
  const { tensors, metadata } = decodeSafetensors(bytes);
  const text = metadata['checkpoint'] ?? '';
  const replaced = (before: string | RegExp, after: string) =>
    encodeSafetensors(tensors, { checkpoint: text.replace(before, after) });

  test.each<[string, Uint8Array, string]>([
    [
      'that is a model file',
      encodeSafetensors(stateDictionary(make().model)),
      "its metadata has no 'checkpoint'",
    ],
    [
      'of another version',
      replaced('"version":1', '"version":2'),
      'the version 2; this package reads version 1',
    ],
    ['whose data are no JSON', replaced('{', ''), "the metadata 'checkpoint' is not JSON"],
    [
      'without content',
      encodeSafetensors({}, { checkpoint: '{"version":1}' }),
      'the checkpoint has no content',
    ],
    [
      'with a tensor too many',
      encodeSafetensors({ ...tensors, 'checkpoint/data/x': tensor([1], [1]) }, metadata),
      "the entry '/data/x' of the checkpoint has no place in the data",
    ],
    [
      'with a tensor in the place of data',
      encodeSafetensors({ ...tensors, 'checkpoint/data/note': tensor([1], [1]) }, metadata),
      "the entry '/data/note'",
    ],
    [
      'with a number that is none',
      replaced('"numbers":{', '"numbers":{"/data":"one"'),
      "the entry '/data' of the checkpoint is written as 'one'",
    ],
    ['that is cut', bytes.subarray(0, bytes.length - 1), 'safetensors'],
  ])('%s', (_, file, message) => {
    const run = make({ seed: 2 });
    const before = everything(run);
    expect(() => restoreCheckpoint(run, file)).toThrow(message);
    expect(everything(run)).toEqual(before);
  });

  test('with a tensor too few: the error names the part', () => {
    const { 'checkpoint/after/state/0/h': _, ...fewer } = tensors;
    expect(() => restoreCheckpoint(make(), encodeSafetensors(fewer, metadata))).toThrow(
      'The state: a part of the state is null',
    );
  });

  test('with a number of the position that is none', () => {
    expect(() => restoreCheckpoint(make(), replaced('"step":4', '"step":-4'))).toThrow(
      'The state: after.position.step is -4',
    );
  });
});

describe('a checkpoint is not written', () => {
  const { run, update } = begun(2);

  test.each<[string, () => unknown, string]>([
    [
      'of data that JSON loses',
      () => encodeCheckpoint(run, { data: { at: new Date(0) } }),
      'data.at is a Date; a checkpoint holds tensors, and what JSON can hold',
    ],
    [
      'of typed arrays',
      () => encodeCheckpoint(run, { data: [new Float32Array(1)] }),
      'data.0 is a Float32Array; a checkpoint holds tensors, and what JSON can hold: write an array by Array.from',
    ],
    ['of data in a circle', () => encodeCheckpoint(run, { data: circle() }), 'data.self contains itself'],
    [
      'of a part without a state',
      () => encodeCheckpoint({ ...run, parts: { seed: 5 as never } }),
      "the part 'seed' is 5; it must have state() and restore(state)",
    ],
    ['of no model', () => encodeCheckpoint({} as never), 'the model of the run is undefined'],
    [
      'of an unknown part',
      () => encodeCheckpoint({ ...run, random: seeded(1) } as never),
      "there is no option 'random'",
    ],
    [
      'of parts in a list',
      () => encodeCheckpoint({ ...run, parts: [] as never }),
      'the parts of the run are an array',
    ],
    [
      'after a number',
      () => encodeCheckpoint(run, { after: 5 as never }),
      'after is 5; it must be an update of the run',
    ],
    [
      'with metadata of its own name',
      () => encodeCheckpoint(run, { metadata: { checkpoint: 'x' } }),
      "the metadata has the key 'checkpoint'",
    ],
    [
      'of a model with names of checkpoints',
      () => encodeCheckpoint({ model: new Map([['checkpoint/x', new Parameter(tensor([1], [1]))]]) }),
      "the model has a tensor 'checkpoint/x'",
    ],
  ])('%s', (_, write, message) => {
    expect(write).toThrow(ArgumentError);
    expect(write).toThrow(message);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('of a model with %d', (number) => {
    const diverged = make();
    diverged.model.head.bias?.assign(tensor([7], [0, 0, number, 0, 0, 0, 0]));
    expect(() => encodeCheckpoint(diverged)).toThrow(NonFiniteError);
    expect(() => encodeCheckpoint(diverged)).toThrow(
      `element 2 of 'head.bias' is ${number}; the run has diverged`,
    );
  });

  test('of a state with NaN', () => {
    const [shape, h] = [[2, 4], new Float32Array(8).fill(Number.NaN)];
    const state = update.state.map((each) =>
      restoreState({ ...flattenState(each), 'state.h': tensor(shape, h) }, each),
    );
    expect(() => encodeCheckpoint(run, { after: { ...update, state } })).toThrow(
      "element 0 of 'after.state.0.h' is NaN",
    );
  });
});

function circle(): object {
  const made: { self?: object } = {};
  made.self = made;
  return made;
}
