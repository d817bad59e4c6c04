import {
  Dropout,
  Embedding,
  frozen,
  indices,
  LayerNorm,
  Linear,
  normal,
  parametersOf,
  Sequential,
  seeded,
  slice,
  softmax,
  type Tensor,
  tanh,
} from '@tbptt/core';
import {
  Bidirectional,
  bidirectional,
  CharLM,
  GRU,
  GRUResetBefore,
  LearnedState,
  LSTM,
  RecurrentModel,
  RNN,
  restoreState,
  Stack,
  type State,
  type UnrollableLayer,
} from '@tbptt/rnn';
import { describe, test } from 'vitest';
import { expectSame, expectSameNetwork } from '../testing/expect-same.js';
import { runOnnx } from '../testing/run-onnx.js';
import { toOnnx } from '../to-onnx.js';

const random = seeded(23);
const numbers = (...shape: number[]): Tensor => normal()(shape, random);
const symbols = (T: number, B: number, V: number) =>
  indices(
    [T, B],
    Int32Array.from({ length: T * B }, () => random.integer(V)),
  );

const networks: readonly (readonly [string, UnrollableLayer])[] = [
  ['LSTM', new LSTM(3, 5, { random })],
  ['LSTM without biases', new LSTM(3, 5, { random, bias: false })],
  [
    'LSTM with dropped connections',
    new LSTM(3, 5, { random, recurrentWeights: new Dropout(0.5, { random }) }),
  ],
  ['LSTM with normalized recurrent weights', new LSTM(3, 5, { random, recurrentWeights: new LayerNorm(20) })],
  ['GRU', new GRU(3, 5, { random })],
  ['GRU without biases', new GRU(3, 5, { random, bias: false })],
  ['GRU with the reset gate before the product', new GRUResetBefore(3, 5, { random })],
  ['RNN', new RNN(3, 5, { random })],
  ['RNN of relu', new RNN(3, 5, { random, nonlinearity: 'relu' })],
  ['a frozen LSTM', frozen(new LSTM(3, 5, { random }))],
  [
    'Stack of unlike layers',
    new Stack<State>([new LSTM(3, 4, { random }), new GRU(4, 5, { random }), new RNN(5, 2, { random })]),
  ],
  [
    'Stack with layers between, and residual connections',
    new Stack([new GRU(3, 4, { random }), new GRU(4, 4, { random })], {
      between: new Sequential(new LayerNorm(4), new Dropout(0.5, { random })),
      residual: true,
    }),
  ],
  ['LearnedState', learned(new LSTM(3, 4, { random }))],
];

/** A layer whose initial state is drawn. */
function learned(layer: LSTM): UnrollableLayer {
  const model = new LearnedState(layer);
  for (const parameter of parametersOf({ initial: model.initial }).values()) {
    parameter.assign(numbers(...parameter.shape));
  }
  return model;
}

describe('a network is carried from window to window, and has other lanes and lengths in other calls:', () => {
  test.each(networks)('%s', async (_, network) => {
    await expectSameNetwork(network, [numbers(4, 2, 3), numbers(1, 2, 3), numbers(7, 2, 3)]);
    await expectSameNetwork(network, [numbers(2, 5, 3)]);
  });
});

describe('a network without states as inputs starts from its initial state in each call:', () => {
  test.each(networks)('%s', async (_, network) => {
    await expectSameNetwork(network, [numbers(4, 2, 3)], { states: false });
    await expectSameNetwork(network, [numbers(1, 3, 3)], { states: false });
  });
});

describe('a network that reads symbols as one-hot vectors:', () => {
  test.each(networks)('%s', async (_, network) => {
    await expectSameNetwork(network, [symbols(4, 2, 3), symbols(2, 2, 3)], { symbols: true });
  });
});

describe('Bidirectional layers', () => {
  const both = (inputs: number): Bidirectional =>
    new Bidirectional<State>(new LSTM(inputs, 2, { random }), new GRU(inputs, 4, { random }));

  test('read from both ends', async () => {
    await expectSameNetwork(both(3), [numbers(5, 2, 3), numbers(3, 2, 3)]);
    await expectSameNetwork(both(3), [numbers(1, 1, 3)], { states: false });
  });

  test('are stacked', async () => {
    await expectSameNetwork(new Stack<State>([both(3), both(6)]), [numbers(5, 2, 3)]);
  });

  test('are inside of each other, where the reverse of the reverse is forward', async () => {
    const inner = new Stack<State>([both(3), new RNN(6, 2, { random })]);
    await expectSameNetwork(new Bidirectional<State>(new GRU(3, 2, { random }), inner), [numbers(6, 2, 3)]);
  });
});

describe('CharLM', () => {
  test.each([
    ['with symbols as they are', {}],
    [
      'with several layers of GRU',
      { layers: 3, cell: GRU, residual: true, between: new Dropout(0.5, { random }) },
    ],
    ['with an embedding', { embedding: 3, cell: GRUResetBefore }],
    ['with a tied head', { embedding: 4, layers: 2, tied: true }],
  ])('%s', async (_, options) => {
    const model = new CharLM(7, { hidden: 5, random, ...options });
    await expectSameNetwork(model, [symbols(6, 2, 7), symbols(1, 2, 7)]);
  });

  test('steps in onnxruntime to what a window gives', async () => {
    const model = new CharLM(5, { hidden: 6, layers: 2, random });
    const bytes = toOnnx(model);
    const text = symbols(4, 1, 5);
    const { outputs } = model.unroll(text);
    let state: State = model.initialState(1);
    for (let t = 0; t < 4; t++) {
      const { output, states } = await runOnnx(bytes, indices([1, 1], [text.data[t] ?? 0]), state);
      expectSame(output, slice(outputs, 0, t, t + 1), `step ${t}`);
      state = restoreState(states, state);
    }
  });
});

describe('RecurrentModel', () => {
  test.each<[string, RecurrentModel]>([
    ['of vectors', new RecurrentModel(3, { hidden: 5, outputs: 2, random })],
    ['without a head', new RecurrentModel(3, { hidden: 5, layers: 2, cell: GRU, random })],
    [
      'with an input layer, dropout and a head of several layers',
      new RecurrentModel(3, {
        hidden: 4,
        cell: RNN,
        input: new Sequential(new Linear(3, 6, { random }), tanh),
        dropout: new Dropout(0.5, { random }),
        head: new Sequential(new LayerNorm(4), new Linear(4, 2, { random }), softmax),
        random,
      }),
    ],
    [
      'in both directions',
      new RecurrentModel(3, { hidden: 4, layers: 2, cell: bidirectional(LSTM), outputs: 5, random }),
    ],
  ])('%s', async (_, model) => {
    await expectSameNetwork(model, [numbers(4, 2, 3), numbers(1, 2, 3)]);
  });

  test('of symbols, as vectors of an embedding or as they are', async () => {
    const tagger = new RecurrentModel(7, {
      embedding: 3,
      hidden: 4,
      cell: bidirectional(GRU),
      outputs: 2,
      random,
    });
    await expectSameNetwork(tagger, [symbols(5, 2, 7)]);
    const plain = new RecurrentModel(7, { hidden: 4, outputs: 2, random });
    await expectSameNetwork(plain, [symbols(5, 2, 7), symbols(2, 2, 7)], { symbols: true });
  });
});

test('an array of layers reads from the first to the last', async () => {
  const [embedding, rnn, head] = [
    new Embedding(5, 3, { random }),
    new Stack([new LSTM(3, 4, { random })]),
    new Linear(4, 2, { random }),
  ];
  const text = symbols(3, 2, 5);
  const { outputs, state } = rnn.unroll(embedding.forward(text));
  const { output, states } = await runOnnx(toOnnx([embedding, rnn, head]), text, [[], rnn.initialState(2)]);
  expectSame(output, head.forward(outputs), 'the output');
  expectSame(states['state.1.0.c'], state[0]?.c, 'the state');
});
