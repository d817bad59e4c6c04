import { Engine, indices, kernels, mean, type Random, seeded, square, Tensor, tensor } from '@tbptt/core';
import { adam, Optimizer } from '@tbptt/optim';
import { afterEach, describe, expect, test } from 'vitest';
import { CoupledLSTM } from '../cells/coupled-lstm.js';
import { GRU } from '../cells/gru.js';
import { IndRNN } from '../cells/ind-rnn.js';
import { LSTM } from '../cells/lstm.js';
import { MinGRU } from '../cells/min-gru.js';
import { MinLSTM } from '../cells/min-lstm.js';
import { PeepholeLSTM } from '../cells/peephole-lstm.js';
import { RNN } from '../cells/rnn.js';
import { CharLM } from '../models/char-lm.js';
import type { Recurrent, Sequence, State } from '../recurrent.js';
import { Stack } from '../stack.js';
import { tensorsOf } from '../states/map-states.js';

afterEach(() => kernels.use('auto'));

const D = 5;
const networks: Record<string, (random: Random) => Recurrent> = {
  RNN: (random) => new RNN(D, 7, { random }),
  LSTM: (random) => new LSTM(D, 7, { random }),
  'LSTM without biases': (random) => new LSTM(D, 4, { random, bias: false }),
  'projected LSTM': (random) => new LSTM(D, 9, { random, projection: 3 }),
  GRU: (random) => new GRU(D, 6, { random }),
  PeepholeLSTM: (random) => new PeepholeLSTM(D, 5, { random }),
  CoupledLSTM: (random) => new CoupledLSTM(D, 17, { random }),
  MinGRU: (random) => new MinGRU(D, 8, { random }),
  MinLSTM: (random) => new MinLSTM(D, 3, { random }),
  IndRNN: (random) => new IndRNN(D, 7, { random }),
  'residual stack': (random) =>
    new Stack([new LSTM(D, D, { random }), new LSTM(D, D, { random })], { residual: true }),
  CharLM: (random) => new CharLM(D, { hidden: 8, layers: 2, embedding: 4, random }),
};

const bits = (tensors: readonly Tensor[]) =>
  tensors.map((x) => [x.shape, [...new Uint32Array(x.toFloats().buffer)]]);

/** Three steps, by `step` and by windows of one step. */
function expectSameSteps(network: Recurrent, inputs: readonly Sequence[], lanes: number): void {
  let byStep: State = network.initialState(lanes);
  let byWindow: State = byStep;
  for (const input of inputs) {
    const stepped = network.step(input, byStep);
    const sequence = asWindow(input);
    const unrolled = network.unroll(sequence, byWindow);
    expect(bits([stepped.output])[0]?.[1]).toEqual(bits([unrolled.outputs])[0]?.[1]);
    expect(bits(tensorsOf(stepped.state))).toEqual(bits(tensorsOf(unrolled.state)));
    [byStep, byWindow] = [stepped.state, unrolled.state];
  }
}

function asWindow(input: Sequence): Sequence {
  const shape = [1, ...input.shape];
  return input instanceof Tensor ? tensor(shape, input.toFloats()) : { shape, data: input.data };
}

describe.each(Object.keys(networks))('a step of %s', (name) => {
  test.each(kernels.available)('gives the bits of a window of one step, on %s kernels', (variant) => {
    kernels.use(variant);
    const random = seeded(3);
    const network = networks[name]?.(random) as Recurrent;
    for (const lanes of [1, 3, 1]) {
      const symbols = Array.from({ length: 3 }, () =>
        indices(
          [lanes],
          Array.from({ length: lanes }, () => random.integer(D)),
        ),
      );
      expectSameSteps(network, symbols, lanes);
      if (name === 'CharLM') continue;
      const vectors = Array.from({ length: 3 }, () =>
        tensor(
          [lanes, D],
          Array.from({ length: lanes * D }, () => random.normal()),
        ),
      );
      expectSameSteps(network, vectors, lanes);
    }
  });

  test('uses the weights as they are after an update, and in the engine in use', () => {
    const network = networks[name]?.(seeded(5)) as Recurrent;
    const optimizer = new Optimizer(network, adam({ learningRate: 0.1 }));
    const input = indices([1], [2]);
    const before = bits([network.step(input, network.initialState(1)).output]);
    optimizer.step(() => mean(square(network.unroll(asWindow(input), network.initialState(1)).outputs)));
    expectSameSteps(network, [input, input], 1);
    expect(bits([network.step(input, network.initialState(1)).output])).not.toEqual(before);
    new Engine({ kernels: 'reference' }).run(() => expectSameSteps(network, [input, input], 1));
    expectSameSteps(network, [input], 1);
  });

  test('uses the weights as they are after an update in another engine', () => {
    const network = networks[name]?.(seeded(5)) as Recurrent;
    const optimizer = new Optimizer(network, adam({ learningRate: 0.1 }));
    const input = indices([1], [2]);
    const { state } = network.step(input, network.initialState(1));
    new Engine({ kernels: 'reference' }).run(() =>
      optimizer.step(() => mean(square(network.unroll(asWindow(input), state).outputs))),
    );
    const stepped = network.step(input, state); // before a window has the numbers back
    expect(bits(tensorsOf(stepped.state))).toEqual(
      bits(tensorsOf(network.unroll(asWindow(input), state).state)),
    );
  });
});
