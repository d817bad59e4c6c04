import { Dropout, FormatError, LayerNorm, seeded, type Tensor, tensor } from '@tbptt/core';
import { mul, sigmoid, tanh } from '@tbptt/core/equation';
import { toTorch } from '@tbptt/core/files';
import { describe, expect, test } from 'vitest';
import {
  Bidirectional,
  CharLM,
  CoupledLSTM,
  cell,
  GRU,
  GRUResetBefore,
  LearnedState,
  LSTM,
  RecurrentLayer,
  RNN,
  Stack,
  type State,
  Zoneout,
} from './index.js';

const random = seeded(1);
const shapesOf = (model: object) =>
  Object.entries(toTorch(model)).map(([name, { shape }]) => `${name} [${shape.join(', ')}]`);

describe("recurrent layers have the names and shapes of PyTorch's modules:", () => {
  test('a single layer of any cell that it has', () => {
    expect(shapesOf(new LSTM(3, 2, { random }))).toEqual([
      'weight_ih_l0 [8, 3]',
      'weight_hh_l0 [8, 2]',
      'bias_ih_l0 [8]',
      'bias_hh_l0 [8]',
    ]);
    expect(shapesOf(new GRU(3, 2, { random }))[0]).toBe('weight_ih_l0 [6, 3]');
    expect(shapesOf(new RNN(3, 2, { random, nonlinearity: 'relu', bias: false }))).toEqual([
      'weight_ih_l0 [2, 3]',
      'weight_hh_l0 [2, 2]',
    ]);
  });

  test('a projected layer', () => {
    expect(shapesOf(new LSTM(3, 4, { random, projection: 2, bias: false }))).toEqual([
      'weight_ih_l0 [16, 3]',
      'weight_hh_l0 [16, 2]',
      'weight_hr_l0 [2, 4]',
    ]);
  });

  test('a stack of bidirectional layers is one module', () => {
    const layer = (inputs: number) =>
      new Bidirectional(
        new GRU(inputs, 2, { random, bias: false }),
        new GRU(inputs, 2, { random, bias: false }),
      );
    const stack = new Stack([layer(3), layer(4)], { between: new Dropout(0.5, { random }) });
    expect(shapesOf({ rnn: stack })).toEqual([
      'rnn.weight_ih_l0 [6, 3]',
      'rnn.weight_hh_l0 [6, 2]',
      'rnn.weight_ih_l0_reverse [6, 3]',
      'rnn.weight_hh_l0_reverse [6, 2]',
      'rnn.weight_ih_l1 [6, 4]',
      'rnn.weight_hh_l1 [6, 2]',
      'rnn.weight_ih_l1_reverse [6, 4]',
      'rnn.weight_hh_l1_reverse [6, 2]',
    ]);
    expect(shapesOf(new Stack<State>([new Stack([layer(3)]), layer(4)]))).toEqual(shapesOf(stack));
  });

  test('a language model, whose initial state may be learned', () => {
    const model = new LearnedState(new CharLM(5, { random, hidden: 2, embedding: 3, cell: RNN }));
    expect(shapesOf(model)).toEqual([
      'layer.embedding.weight [5, 3]',
      'layer.rnn.weight_ih_l0 [2, 3]',
      'layer.rnn.weight_hh_l0 [2, 2]',
      'layer.rnn.bias_ih_l0 [2]',
      'layer.rnn.bias_hh_l0 [2]',
      'layer.head.weight [5, 2]',
      'layer.head.bias [5]',
      'initial.0.h [2]',
    ]);
  });

  test('a cell of your own that has a twin in Python', () => {
    const twin = cell({
      name: 'Twin',
      gates: { a: 'sum', b: 'sum' },
      states: ['h'],
      units: ['scale'],
      torch: 'Twin',
      equation: ({ a, b }, _, { scale }) => ({ h: mul(scale, mul(sigmoid(a), tanh(b))) }),
    });
    expect(shapesOf(new RecurrentLayer(twin, 3, 2, { random, bias: false }))).toEqual([
      'weight_ih_l0 [4, 3]',
      'weight_hh_l0 [4, 2]',
      'scale_l0 [2]',
    ]);
  });
});

test('weights are the transposes of ours, gates in the same order', () => {
  const layer = new GRU(1, 1, { random });
  layer.weightIh.assign(tensor([1, 3], [1, 2, 3]));
  expect((toTorch(layer)['weight_ih_l0'] as Tensor).toNested()).toEqual([[1], [2], [3]]);
});

describe('what one module of PyTorch cannot be is refused:', () => {
  const lstm = (inputs = 3, hidden = 3) => new LSTM(inputs, hidden, { random });

  test.each<[what: string, model: object, message: string]>([
    [
      'a cell that it does not have',
      new Stack([lstm(), new CoupledLSTM(3, 3, { random })]),
      'CoupledLSTM: PyTorch has no module for this cell, so its weights have no names there. ' +
        'stateDictionary(model) gives them under ours; a cell of your own that has a twin in Python names it by `torch`, or a layer its tensors by torchMembers().',
    ],
    [
      'a cell that looks like one it has',
      new GRUResetBefore(3, 3, { random }),
      'GRUResetBefore: PyTorch has no module for this cell, so its weights have no names there. ' +
        'stateDictionary(model) gives',
    ],
    [
      'what is around a cell',
      { rnn: new Zoneout(lstm(), { random, probabilities: {} }) },
      'Zoneout of LSTM: PyTorch has no module for this cell, so its weights have no names there. ',
    ],
    [
      'layers of unlike cells',
      new Stack([lstm(), new GRU(3, 3, { random, bias: false })]),
      'Stack: its layers are LSTM with weight_hh [3, 12], bias_ih [12], bias_hh [12]; GRU with weight_hh [3, 9]; those of one PyTorch module must be alike. ' +
        'Put unlike layers into objects of their own, one for each module.',
    ],
    [
      'layers of unlike nonlinearities',
      new Bidirectional(new RNN(3, 3, { random }), new RNN(3, 3, { random, nonlinearity: 'relu' })),
      'Bidirectional: its layers are RNN (tanh) with weight_hh [3, 3], bias_ih [3], bias_hh [3] and RNN (relu) with',
    ],
    [
      'a layer in one direction below one in both',
      new Stack<State>([lstm(), new Bidirectional(lstm(), lstm())]),
      'those of one PyTorch module must be alike',
    ],
    [
      'a stack in each direction',
      new Bidirectional(new Stack([lstm(), lstm()]), new Stack([lstm(), lstm()])),
      'Bidirectional: a direction has 2 layers; in PyTorch each layer has both directions. Stack bidirectional layers instead.',
    ],
    [
      'a layer around a layer',
      new Stack([new LearnedState(lstm())]),
      "Stack: it has a layer of the class LearnedState, which cannot be a layer of one of PyTorch's recurrent modules. " +
        'RNN, GRU and LSTM can, and Bidirectional ones of them.',
    ],
    [
      'residual connections',
      new Stack([lstm(), lstm()], { residual: true }),
      "Stack: it has residual connections, which PyTorch's recurrent modules have not.",
    ],
    [
      'weights between layers',
      { rnn: new Stack([lstm(), lstm()], { between: new LayerNorm(3) }) },
      'rnn.between.weight: the PyTorch module that corresponds to its layer has no place for this tensor.',
    ],
  ])('%s', (_what, model, message) => {
    expect(() => toTorch(model)).toThrow(FormatError);
    expect(() => toTorch(model)).toThrow(message);
  });
});
