import { add, mul, sigmoid, tanh } from '@tbptt/core/equation';
import { cell } from './declaration.js';
import { type ProjectionOptions, RecurrentLayer, type RecurrentLayerOptions } from './recurrent-layer.js';

const lstm = cell({
  name: 'LSTM',
  gates: { i: 'sum', f: 'sum', g: 'sum', o: 'sum' },
  states: ['h', 'c'],
  torch: 'nn.LSTM',
  equation: ({ i, f, g, o }, { c }) => {
    const memory = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g)));
    return { h: mul(sigmoid(o), tanh(memory)), c: memory };
  },
});

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate of Gers et al. 2000), with
 * PyTorch's conventions:
 *
 *     i, f, g, o = x Wᵢₕ + bᵢₕ + h Wₕₕ + bₕₕ      (four blocks of H columns)
 *     c' = σ(f) c + σ(i) tanh(g)
 *     h' = σ(o) tanh(c')
 *
 * With `projection` the output is `h' = (σ(o) tanh(c')) Wₕᵣ` of size O (Sak et al. 2014).
 *
 * State: `{ h: [B, H], c: [B, H] }`; h is `[B, O]` if it is projected. Memory of a window: 7 T B H
 * numbers, 13 T B H while it is differentiated.
 */
export class LSTM extends RecurrentLayer<'h' | 'c'> {
  constructor(inputs: number, hidden: number, options: RecurrentLayerOptions & ProjectionOptions) {
    super(lstm, inputs, hidden, options);
  }
}
