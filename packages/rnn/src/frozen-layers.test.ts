import {
  crossEntropy,
  Dropout,
  differentiate,
  frozen,
  indices,
  Linear,
  Parameter,
  parametersOf,
  seeded,
  sum,
  tensor,
} from '@tbptt/core';
import { stateDictionary, toTorch } from '@tbptt/core/files';
import { expectClose } from '@tbptt/core/testing';
import { Lanes } from '@tbptt/data';
import { describe, expect, test } from 'vitest';
import {
  Bidirectional,
  CharLM,
  GRU,
  LayerNormLSTM,
  LearnedState,
  LSTM,
  type Recurrent,
  RNN,
  Stack,
  type State,
  sample,
  truncatedBPTT,
  validate,
  Zoneout,
} from './index.js';
import { Observer } from './testing/observer.js';

const D = 3;
const random = seeded(1);
const inputs = tensor(
  [4, 2, D],
  Array.from({ length: 24 }, (_, i) => Math.sin(i)),
);
const layers: Readonly<Record<string, () => object>> = {
  LSTM: () => new LSTM(D, 4, { random }),
  'LSTM with dropped recurrent weights': () =>
    new LSTM(D, 4, { random, recurrentWeights: new Dropout(0.5, { random }) }),
  LayerNormLSTM: () => new LayerNormLSTM(D, 4, { random }),
  Zoneout: () => new Zoneout(new GRU(D, 4, { random }), { random, probabilities: { h: 0.5 } }),
  Stack: () =>
    new Stack([new GRU(D, 4, { random }), new GRU(4, 4, { random })], {
      between: new Dropout(0.5, { random }),
    }),
  LearnedState: () => new LearnedState(new RNN(D, 4, { random })),
};

describe.each(Object.entries(layers))('a frozen %s', (_, make) => {
  test('is unrolled inside a step as outside, untrained, and passes gradients to its inputs', () => {
    const layer = make() as Recurrent;
    const used = frozen(layer);
    const [x, w] = [new Parameter(inputs), new Linear(4, 1, { random })];
    const model = { used, x, w };
    expect([...parametersOf(model).keys()]).toEqual(['x', 'w.weight', 'w.bias']);
    const outside = layer.unroll(inputs, layer.initialState(2)).outputs;
    const { outputs } = differentiate(model, () => {
      const unrolled = used.unroll(x, used.initialState(2));
      return { loss: sum(w.forward(unrolled.outputs)), outputs: unrolled.outputs };
    });
    expectClose(outputs.toFloats(), outside.toFloats());
    for (const parameter of parametersOf(layer).values()) {
      expect(parameter.gradient?.toFloats().every((g) => g === 0) ?? true).toBe(true);
    }
    expect(x.gradient?.toFloats().some((g) => g !== 0)).toBe(true);
    expect(used.outputSize).toBe(4);
  });

  test('makes single steps, and keeps its names in a state dictionary', () => {
    const layer = make() as Recurrent;
    const used = frozen(layer);
    const ids = indices([2], [1, 2]);
    const [one, other] = [used.step(ids, used.initialState(2)), layer.step(ids, layer.initialState(2))];
    expect([...one.output.toFloats()]).toEqual([...other.output.toFloats()]);
    expect(Object.keys(stateDictionary({ rnn: used }))).toEqual(Object.keys(stateDictionary({ rnn: layer })));
  });
});

const stream = new Lanes(
  Int32Array.from({ length: 41 }, (_, i) => (i * i + i) % 3),
  { lanes: 2 },
);

test('a frozen layer is a layer of a stack, of a learned state and of a bidirectional layer', () => {
  const [below, above] = [new LSTM(D, 4, { random }), new GRU(4, 3, { random })];
  const stack = new Stack<State>([frozen(below), above]);
  expect([...parametersOf(stack).keys()].every((path) => path.startsWith('layers.1.'))).toBe(true);
  const optimizer = new Observer(stack);
  const before = [...(below.weightHh?.toFloats() ?? [])];
  for (const _ of truncatedBPTT(stack, stream, { k1: 5, optimizer, loss: crossEntropy }));
  expect(Object.keys(optimizer.gradients[0] ?? {})).toEqual([...parametersOf(stack).keys()]);
  expect([...(below.weightHh?.toFloats() ?? [])]).toEqual(before);
  expect(validate(stack, stream, { window: 5, loss: crossEntropy }).count).toBe(40);

  const learned = new LearnedState(frozen(below));
  expect([...parametersOf(learned).keys()]).toEqual(['initial.h', 'initial.c']);
  const both = new Bidirectional(frozen(below), new LSTM(D, 4, { random }));
  expect([...parametersOf(both).keys()].every((path) => path.startsWith('backwardLayer.'))).toBe(true);
  expect(both.unroll(inputs).outputs.shape).toEqual([4, 2, 8]);
});

test('a frozen layer has the names of PyTorch that it has without frozen', () => {
  const layers = [new LSTM(D, 4, { random }), new LSTM(4, 4, { random })] as const;
  const names = (of: object) => Object.keys(toTorch(of));
  expect(names({ rnn: new Stack([frozen(layers[0]), layers[1]]) })).toEqual(
    names({ rnn: new Stack(layers) }),
  );
  expect(names({ rnn: frozen(new Stack(layers)) })).toEqual(names({ rnn: new Stack(layers) }));
});

test('a frozen language model is validated and sampled, and is of the class of the original', () => {
  const model = new CharLM(3, { hidden: 4, random });
  const used = frozen(model);
  expect(used).toBeInstanceOf(CharLM);
  expect(validate(used, stream, { window: 5, loss: crossEntropy }).loss).toBe(
    validate(model, stream, { window: 5, loss: crossEntropy }).loss,
  );
  const drawn = (of: CharLM) =>
    Array.from(sample(of, { prime: [1], length: 10, random: seeded(3) }), ({ symbol }) => symbol);
  expect(drawn(used)).toEqual(drawn(model));
});
