/**
 * The types of states and unit weights follow from the declaration of a cell. These tests are also
 * checked by the compiler.
 */
import { type Parameter, seeded, type Tensor } from '@tbptt/core';
import { add, mul, tanh } from '@tbptt/core/equation';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { sample } from '../models/sample.js';
import type { Unrollable } from '../recurrent.js';
import type { Stream } from '../training/stream.js';
import { validate } from '../training/validate.js';
import { type Cell, cell } from './declaration.js';
import { GRU } from './gru.js';
import { IndRNN } from './ind-rnn.js';
import { LSTM } from './lstm.js';
import { PeepholeLSTM } from './peephole-lstm.js';
import { RecurrentLayer, type RecurrentLayerOptions } from './recurrent-layer.js';

const options = { random: seeded(1) };
const leaky = cell({
  name: 'leaky',
  gates: { a: 'sum' },
  states: ['h', 'trace'],
  units: ['rate'],
  equation: ({ a }, { trace }, { rate }) => {
    const next = add(mul(rate, trace), tanh(a));
    return { h: next, trace: next };
  },
});

describe('a cell', () => {
  test('has the states and unit weights of its declaration', () => {
    expectTypeOf(leaky).toEqualTypeOf<Cell<'h' | 'trace', 'rate'>>();
    expect([leaky.states, leaky.units]).toEqual([['h', 'trace'], ['rate']]);
  });

  test('gives its types to a layer without a word', () => {
    const layer = new RecurrentLayer(leaky, 2, 3, options);
    expectTypeOf(layer.initialState(1)).toEqualTypeOf<{ readonly h: Tensor; readonly trace: Tensor }>();
    expectTypeOf(layer.units.rate).toEqualTypeOf<Parameter>();
    expect(layer.units.rate.shape).toEqual([3]);
    expect(Object.keys(layer.unroll({ shape: [1, 1], data: Int32Array.of(1) }).state)).toEqual([
      'h',
      'trace',
    ]);
  });
});

describe('a class of layers', () => {
  test('names the states and unit weights of its cell', () => {
    class Leaky extends RecurrentLayer<'h' | 'trace', 'rate'> {
      constructor(inputs: number, hidden: number, given: RecurrentLayerOptions) {
        super(leaky, inputs, hidden, given);
      }
    }
    expectTypeOf(new Leaky(2, 3, options).units.rate).toEqualTypeOf<Parameter>();
    expectTypeOf(new PeepholeLSTM(2, 3, options).units.pi).toEqualTypeOf<Parameter>();
    expectTypeOf(new IndRNN(2, 3, options).units.u).toEqualTypeOf<Parameter>();
    expectTypeOf(new LSTM(2, 3, options).initialState(1)).toEqualTypeOf<{
      readonly h: Tensor;
      readonly c: Tensor;
    }>();
  });

  test('that claims more states than its cell has does not compile', () => {
    class Claims extends RecurrentLayer<'h' | 'trace' | 'c', 'rate'> {
      constructor(inputs: number, hidden: number, given: RecurrentLayerOptions) {
        // @ts-expect-error the cell has no state c
        super(leaky, inputs, hidden, given);
      }
    }
    expect(Object.keys(new Claims(2, 3, options).initialState(1))).toEqual(['h', 'trace']);
  });

  test('that claims fewer states than its cell has does not compile', () => {
    class Claims extends RecurrentLayer<'h', 'rate'> {
      constructor(inputs: number, hidden: number, given: RecurrentLayerOptions) {
        // @ts-expect-error the cell has the state trace too
        super(leaky, inputs, hidden, given);
      }
    }
    expect(Object.keys(new Claims(2, 3, options).initialState(1))).toEqual(['h', 'trace']);
  });

  test('that claims other unit weights than its cell has does not compile', () => {
    class Claims extends RecurrentLayer<'h' | 'trace', 'rate' | 'gain'> {
      constructor(inputs: number, hidden: number, given: RecurrentLayerOptions) {
        // @ts-expect-error the cell has no unit weight gain
        super(leaky, inputs, hidden, given);
      }
    }
    class Silent extends RecurrentLayer<'h' | 'trace'> {
      constructor(inputs: number, hidden: number, given: RecurrentLayerOptions) {
        // @ts-expect-error the cell has the unit weight rate
        super(leaky, inputs, hidden, given);
      }
    }
    for (const layer of [new Claims(2, 3, options), new Silent(2, 3, options)]) {
      expect(Object.keys(layer.units)).toEqual(['rate']);
    }
  });

  test('has no unit weights but those of its cell', () => {
    const layer = new GRU(2, 3, options);
    // @ts-expect-error a GRU has no unit weight u
    expect(layer.units.u).toBeUndefined();
  });
});

test('training and validation take a model without the size of its outputs, which sample requires', () => {
  const layer = new GRU(3, 3, options);
  const model: Unrollable<{ readonly h: Tensor }> = {
    initialState: (lanes) => layer.initialState(lanes),
    unroll: (inputs, state, lanes) => layer.unroll(inputs, state, lanes),
  };
  const stream: Stream = {
    lanes: 1,
    length: 4,
    window: (_, n) => {
      const ids = { shape: [n, 1], data: new Int32Array(n) };
      return { inputs: ids, targets: ids, count: n };
    },
  };
  const loss = (outputs: Tensor) => outputs;
  expect(() => validate(model, stream, { window: 1, loss })).toThrow(
    'the loss function returned a tensor [1, 1, 3]',
  );
  // @ts-expect-error a model that is sampled says how many symbols it writes
  expect(() => sample(model, { prime: [0], ...options })).toThrow('outputSize of the model is undefined');
});
