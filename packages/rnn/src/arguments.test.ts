/** Every function and constructor of the package with arguments that make no sense. */
import { crossEntropy, indices, seeded, type Tensor, zeros } from '@tbptt/core';
import { argumentContract, type ValidCall } from '@tbptt/core/testing';
import { Lanes } from '@tbptt/data';
import { describe, expect, test } from 'vitest';
import * as rnn from './index.js';
import { Observer } from './testing/observer.js';

const random = seeded(1);
const lstm = () => new rnn.LSTM(3, 4, { random });
const model = new rnn.CharLM(3, { hidden: 4, random });
const stream = new Lanes(
  Int32Array.from({ length: 21 }, (_, i) => i % 3),
  { lanes: 2 },
);
const optimizer = new Observer(model);
const state = lstm().initialState(2);
const alone = { rank: 0, size: 1, allReduce: () => {}, broadcast: () => {}, barrier: () => {} };
const place = { step: 0, epoch: 0, start: 0, end: 2, from: 0, seen: 4, next: 2, endsEpoch: false };
const x = zeros([4, 2, 3]);
const loss = crossEntropy;
const declaration = { name: 'c', gates: { a: 'sum' }, states: ['h'], equation: () => ({}) };

type Call = ValidCall['call'];

const drain = (iterable: Iterable<unknown>, most = 3): unknown => {
  let read = 0;
  for (const _ of iterable) if (++read === most) break;
  return read;
};
const drained =
  (make: (...given: never[]) => Iterable<unknown>): Call =>
  (...given) =>
    drain(make(...given));
const construct = (Class: object): Call => {
  const constructor = Class as new (...given: never[]) => unknown;
  return (...given) => new constructor(...given);
};

class Own extends rnn.OperationLayer {
  next(_: unknown, before: rnn.LayerState<string>): rnn.LayerState<string> {
    return before;
  }
}

const cells = {
  RNN: rnn.RNN,
  LSTM: rnn.LSTM,
  GRU: rnn.GRU,
  PeepholeLSTM: rnn.PeepholeLSTM,
  CoupledLSTM: rnn.CoupledLSTM,
  MinGRU: rnn.MinGRU,
  MinLSTM: rnn.MinLSTM,
  IndRNN: rnn.IndRNN,
  LayerNormLSTM: rnn.LayerNormLSTM,
  GRUResetBefore: rnn.GRUResetBefore,
};
const between = (y: unknown) => y;
const training = { k1: 5, optimizer, loss, epochs: 1, burnIn: 0, accumulate: 1, weightByLength: true };
const state1 = model.initialState(2);
const tagger = new rnn.RecurrentModel(3, { hidden: 4, embedding: 3, outputs: 2, random });
const ids = indices([4, 2], new Int32Array(8));

const cases: Readonly<Record<string, ValidCall>> = {
  ...Object.fromEntries(
    Object.entries(cells).map(([name, Class]): [string, ValidCall] => [
      name,
      { call: construct(Class), given: [3, 4, { random, bias: true }] },
    ]),
  ),
  'RNN with a nonlinearity': {
    call: construct(rnn.RNN),
    given: [3, 4, { random, nonlinearity: 'relu', recurrentWeights: between }],
  },
  'LSTM with a projection': {
    call: construct(rnn.LSTM),
    given: [3, 4, { random, projection: 2, recurrentWeights: between }],
  },
  RecurrentLayer: { call: construct(rnn.RecurrentLayer), given: [lstm().cell, 3, 4, { random }] },
  OperationLayer: {
    call: construct(Own),
    given: [{ name: 'own', gates: ['a'], states: ['h'] }, 3, 4],
  },
  Bidirectional: { call: construct(rnn.Bidirectional), given: [lstm(), lstm()] },
  Stack: { call: construct(rnn.Stack), given: [[lstm()], { between, residual: false }] },
  LearnedState: { call: construct(rnn.LearnedState), given: [lstm()] },
  Zoneout: { call: construct(rnn.Zoneout), given: [lstm(), { random, probabilities: { h: 0.5 } }] },
  NGramFeatures: {
    call: construct(rnn.NGramFeatures),
    given: [3, { random, orders: [2, 3], rows: 8, size: 2, dropout: between }],
  },
  withNGrams: { call: rnn.withNGrams, given: [rnn.LSTM, { orders: [2], rows: 8, size: 2 }] },
  closedLoop: {
    call: rnn.closedLoop,
    given: [new rnn.RNN(3, 3, { random }), zeros([2, 3]), { steps: 2, next: (y: Tensor) => y }],
  },
  LockedDropout: { call: construct(rnn.LockedDropout), given: [0.5, { random }] },
  CharLM: {
    call: construct(rnn.CharLM),
    given: [
      3,
      { random, hidden: 4, layers: 2, cell: rnn.GRU, embedding: 2, tied: false, between, residual: false },
    ],
  },
  RecurrentModel: {
    call: construct(rnn.RecurrentModel),
    given: [
      3,
      {
        random,
        hidden: 4,
        layers: 2,
        cell: rnn.GRU,
        embedding: 2,
        input: (y: unknown) => y,
        tied: false,
        between,
        dropout: between,
        residual: false,
        outputs: 2,
      },
    ],
  },
  'RecurrentModel with a head': {
    call: construct(rnn.RecurrentModel),
    given: [3, { random, head: (y: unknown) => y }],
  },
  'RecurrentModel.readIn': { call: (y: never) => tagger.readIn(y), given: [ids] },
  'RecurrentModel.readOut': { call: (y: never) => tagger.readOut(y), given: [zeros([4, 2, 4])] },
  bidirectional: { call: rnn.bidirectional, given: [rnn.LSTM] },
  lastStep: { call: rnn.lastStep, given: [x, [4, 2]] },
  cell: { call: rnn.cell, given: [declaration] },
  truncatedBPTT: {
    call: drained(rnn.truncatedBPTT),
    given: [model, stream, { ...training, k2: 5, state: state1 }],
  },
  slidingWindowBPTT: {
    call: drained(rnn.slidingWindowBPTT),
    given: [model, stream, { ...training, k2: 5 }],
  },
  iterableStream: {
    call: (...given: [never, never]) => rnn.iterableStream(...given).window(0, 2),
    given: [[Int32Array.of(0, 1, 2), [0, 1]], { lanes: 1, length: 4, history: 8, ahead: 8 }],
  },
  asyncStream: {
    call: (...given: [never, never]) => rnn.asyncStream(...given),
    given: [[Int32Array.of(0, 1, 2)], { lanes: 1, length: 2, history: 8, ahead: 8, start: 0, repeat: false }],
  },
  randomWindows: {
    call: rnn.randomWindows,
    given: [5, { random, probability: 0.5, deviation: 1, least: 1 }],
  },
  validate: {
    call: rnn.validate,
    given: [model, stream, { window: 5, loss, state: state1, burnIn: 0, steps: 3 }],
  },
  validation: {
    call: drained(rnn.validation),
    given: [model, stream, { window: 5, loss, burnIn: 0, steps: 3 }],
  },
  gradientByLag: {
    call: rnn.gradientByLag,
    given: [model, stream, { at: 3, lags: 2, loss, state: state1 }],
  },
  truncationError: {
    call: rnn.truncationError,
    given: [model, stream, { k1: 1, k2: 2, longest: 3, ends: [4], loss, state: state1 }],
  },
  suggestWindow: {
    call: rnn.suggestWindow,
    given: [model, stream, { k1: 1, bias: 0.1, longest: 3, ends: [4], loss }],
  },
  sample: {
    call: drained(rnn.sample),
    given: [
      model,
      {
        random,
        prime: [1],
        length: 2,
        temperature: 1,
        topK: 2,
        topP: 0.9,
        minP: 0.1,
        repetitionPenalty: 1.2,
        stop: [2],
        state: model.initialState(1),
      },
    ],
  },
  symbolProbabilities: {
    call: rnn.symbolProbabilities,
    given: [[0, 1, 2], { temperature: 1, topK: 2, topP: 0.9, minP: 0.1, repetitionPenalty: 1.2, seen: [1] }],
  },
  beamSearch: {
    call: rnn.beamSearch,
    given: [
      model,
      { prime: [1], length: 2, beams: 2, stop: 2, lengthPenalty: 1, state: model.initialState(1) },
    ],
  },
  forgetBias: { call: rnn.forgetBias, given: [lstm(), 1] },
  orthogonalRecurrent: { call: rnn.orthogonalRecurrent, given: [lstm(), { random, gain: 1 }] },
  chrono: { call: rnn.chrono, given: [lstm(), { random, longest: 10 }] },
  inputProduct: { call: rnn.inputProduct, given: [x, zeros([3, 4]), zeros([4])] },
  reverseTime: { call: rnn.reverseTime, given: [x, [4, 2]] },
  zeroPadding: { call: rnn.zeroPadding, given: [x, [4, 2]] },
  activationPenalty: { call: rnn.activationPenalty, given: [x, 1] },
  temporalActivationPenalty: { call: rnn.temporalActivationPenalty, given: [x, 1] },
  gatherLanes: { call: rnn.gatherLanes, given: [{ position: place, state }, alone] },
  takeLanes: {
    call: rnn.takeLanes,
    given: [
      { position: place, state },
      { first: 0, lanes: 1 },
    ],
  },
  selectLanes: { call: rnn.selectLanes, given: [state, [0, 1]] },
  flattenState: { call: rnn.flattenState, given: [state] },
  restoreState: { call: rnn.restoreState, given: [rnn.flattenState(state), state] },
  'LockedDropout.forward': {
    call: (y: never) => new rnn.LockedDropout(0.5, { random }).forward(y),
    given: [x],
  },
  ...Object.fromEntries(
    Object.entries({
      LSTM: lstm(),
      GRUResetBefore: new rnn.GRUResetBefore(3, 4, { random }),
      Zoneout: new rnn.Zoneout(lstm(), { random, probabilities: { h: 0.5 } }),
      Stack: new rnn.Stack([lstm()]),
      Bidirectional: new rnn.Bidirectional(lstm(), lstm()),
      LearnedState: new rnn.LearnedState(lstm()),
      CharLM: model,
      'RecurrentModel with an input layer': new rnn.RecurrentModel(3, {
        embedding: 3,
        input: (y) => y,
        random,
      }),
      body: new rnn.CharLM(3, { hidden: 4, embedding: 3, random }).body,
    }).flatMap(([name, layer]): [string, ValidCall][] => {
      const resets = indices([4, 2], new Int32Array(8));
      const lanes = name === 'Bidirectional' ? { lengths: [4, 2] } : { lengths: [4, 2], resets };
      const before = layer.initialState(2);
      const step: [string, ValidCall][] =
        name === 'Bidirectional'
          ? []
          : [
              [
                `${name}.step`,
                {
                  call: (...given: [never, never, never]) => (layer as rnn.Recurrent).step(...given),
                  given: [indices([2], [0, 1]), before, { resets: [0, 1] }],
                },
              ],
            ];
      return [
        [`${name}.initialState`, { call: (B: never) => layer.initialState(B), given: [2] }],
        [
          `${name}.unroll`,
          {
            call: (...given: [never, never, never]) => (layer as rnn.Recurrent).unroll(...given),
            given: [ids, before, lanes],
          },
        ],
        ...step,
      ];
    }),
  ),
};

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

test('every export is tried', () => {
  const named = new Set(Object.keys(cases).map((name) => name.split(/[ .]/)[0]));
  expect(Object.keys(rnn).filter((name) => !named.has(name))).toEqual([]);
});

argumentContract({ describe, test }, cases);

describe.each(Object.entries(cases))('%s', (_, each) => {
  test('refuses options that it does not know', () => {
    const last = each.given.at(-1);
    if (!isPlain(last) || !('random' in last || 'loss' in last)) return;
    const given = [...each.given.slice(0, -1), { ...last, unknown: 1 }];
    expect(() => each.call(...(given as never[]))).toThrow("there is no option 'unknown'; the options are ");
  });
});
