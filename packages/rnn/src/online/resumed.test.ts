import {
  ArgumentError,
  crossEntropy,
  type Indices,
  kernels,
  multiply,
  NonFiniteError,
  type Random,
  seeded,
  type Tensor,
} from '@tbptt/core';
import { stateDictionary } from '@tbptt/core/files';
import { Lanes } from '@tbptt/data';
import { adam, Optimizer } from '@tbptt/optim';
import { afterEach, describe, expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { LSTM } from '../cells/lstm.js';
import { MinGRU } from '../cells/min-gru.js';
import { encodeCheckpoint } from '../checkpoint/encode-checkpoint.js';
import { restoreCheckpoint } from '../checkpoint/restore-checkpoint.js';
import { CharLM } from '../models/char-lm.js';
import type { StackState } from '../stack.js';
import type { Continuation } from '../training/continuation.js';
import type { Update } from '../training/train.js';
import { eprop } from './eprop.js';
import { kroneckerFactored } from './kronecker-factored.js';
import { online } from './online.js';
import { rtrl } from './rtrl.js';
import { snap } from './snap.js';
import type { OnlineAlgorithm } from './trace.js';
import { uoro } from './uoro.js';

afterEach(() => kernels.use('auto'));

const text = Int32Array.from({ length: 41 }, (_, i) => (i * i + i) % 5);

interface Setting {
  readonly make: (random: Random) => OnlineAlgorithm;
  readonly cell?: typeof GRU | typeof LSTM | typeof MinGRU;
  readonly layers?: number;
  readonly every?: number;
}

const settings: readonly (readonly [string, Setting])[] = [
  ['rtrl of two layers', { make: rtrl, layers: 2 }],
  ['rtrl of a diagonal cell', { make: rtrl, cell: MinGRU, every: 3 }],
  ['snap(1)', { make: () => snap(1), cell: LSTM, layers: 2 }],
  ['snap(2)', { make: () => snap(2), every: 4 }],
  ['eprop', { make: eprop, cell: LSTM }],
  ['uoro of two layers', { make: (random) => uoro({ random }), layers: 2, every: 2 }],
  ['kroneckerFactored', { make: (random) => kroneckerFactored({ random }), cell: LSTM }],
];

function make({ make: algorithmOf, cell = GRU, layers = 1 }: Setting, seed = 1) {
  const model = new CharLM(5, { hidden: 4, layers, cell, random: seeded(seed) });
  const signs = seeded(seed + 1);
  const algorithm = algorithmOf(signs);
  const optimizer = new Optimizer(model, adam({ learningRate: 0.02 }));
  return { model, optimizer, parts: { algorithm, signs } };
}
type MadeRun = ReturnType<typeof make>;

function learn(
  { every = 1 }: Setting,
  { model, optimizer, parts: { algorithm } }: MadeRun,
  after?: Continuation<StackState>,
): Generator<Update<StackState>, void, void> {
  const stream = new Lanes(text, { lanes: 2 });
  return online(model, stream, { algorithm, optimizer, loss: crossEntropy, every, epochs: 2, after });
}

const weights = ({ model }: MadeRun) =>
  Object.values(stateDictionary(model)).map((each) => Array.from(each.toFloats()));
const told = ({ loss, count, position }: Update<StackState>) => ({ loss, count, position });

describe.each(['strict', 'auto'] as const)('in kernels %s', (variant) => {
  test.each(settings)('a run continues after any update to the same bits: %s', (_, setting) => {
    kernels.use(variant);
    const whole = make(setting);
    const places: { readonly update: ReturnType<typeof told>; readonly bytes: Uint8Array }[] = [];
    for (const update of learn(setting, whole)) {
      places.push({ update: told(update), bytes: encodeCheckpoint(whole, { after: update }) });
    }
    expect(places.some(({ update }) => update.position.endsEpoch)).toBe(true);
    for (let cut = 0; cut < places.length - 1; cut += cut === 3 ? 1 : 3) {
      const rest = make(setting, 9);
      const { after } = restoreCheckpoint(rest, places[cut]?.bytes ?? new Uint8Array());
      const updates = [...learn(setting, rest, after)].map(told);
      expect(updates).toEqual(places.slice(cut + 1).map(({ update }) => update));
      expect(weights(rest)).toEqual(weights(whole));
    }
  });
});

test('a run that was stopped continues in the same process without a checkpoint', () => {
  const setting = { make: rtrl };
  const whole = make(setting);
  for (const _ of learn(setting, whole));
  const cut = make(setting);
  let last: Update<StackState> | undefined;
  for (const update of learn(setting, cut)) {
    last = update;
    if (update.position.step === 6) break;
  }
  for (const _ of learn(setting, cut, last));
  expect(weights(cut)).toEqual(weights(whole));
});

test('refuses to continue with the trace of another update, of another network, or with none', () => {
  const setting = { make: rtrl };
  const run = make(setting);
  const updates: Update<StackState>[] = [];
  for (const update of learn(setting, run)) {
    updates.push(update);
    if (update.position.step === 4) break;
  }
  const refused = (other: MadeRun, after: Update<StackState> | undefined) => () =>
    learn(setting, other, after);
  expect(refused(run, updates[3])).toThrow('it has the trace of update 4, not that of update 3');
  expect(refused(make(setting), updates[4])).toThrow('it has no trace, not that of update 4');
  const larger = new CharLM(5, { hidden: 4, layers: 2, cell: GRU, random: seeded(1) });
  const optimizer = new Optimizer(larger, adam());
  expect(refused({ ...run, model: larger, optimizer }, updates[4])).toThrow(
    /its trace has \d+ numbers, that of the network \d+/,
  );
  expect([...learn(setting, run, updates[4])].length).toBeGreaterThan(0); // nothing was lost by that
});

test('has no trace to continue with after an update that failed', () => {
  const setting = { make: rtrl };
  const { model, optimizer, parts } = make(setting);
  const { algorithm } = parts;
  let calls = 0;
  const loss = (outputs: Tensor, targets: Indices) =>
    multiply(crossEntropy(outputs, targets), ++calls === 4 ? Number.NaN : 1);
  const updates: Update<StackState>[] = [];
  expect(() => {
    const options = { algorithm, optimizer, loss };
    for (const update of online(model, new Lanes(text, { lanes: 2 }), options)) updates.push(update);
  }).toThrow(NonFiniteError);
  const after = updates.at(-1);
  expect(after?.position.step).toBe(2);
  expect(() => learn(setting, { model, optimizer, parts }, after)).toThrow(
    'it has no trace, not that of update 2',
  );
});

test.each([undefined, null, 3, {}, { step: 1 }, { step: 0.5, carried: [] }, { step: 1, carried: [3] }])(
  'an algorithm refuses the state %o and keeps its own',
  (state) => {
    const algorithm = rtrl();
    const before = algorithm.state();
    expect(() => algorithm.restore(state)).toThrow(ArgumentError);
    expect(algorithm.state()).toEqual(before);
  },
);
