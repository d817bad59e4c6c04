import { add, mul, sigmoid, sub, tanh } from '@tbptt/core/equation';
import { cell } from './declaration.js';
import { RecurrentLayer, type RecurrentLayerOptions } from './recurrent-layer.js';

const gru = cell({
  name: 'GRU',
  gates: { r: 'sum', z: 'sum', n: 'split' },
  states: ['h'],
  torch: 'nn.GRU',
  equation: ({ r, z, n }, { h }) => {
    const candidate = tanh(add(n.input, mul(sigmoid(r), n.recurrent)));
    return { h: add(candidate, mul(sigmoid(z), sub(h, candidate))) };
  },
});

/**
 * Gated recurrent unit (Cho et al. 2014) in the form of PyTorch and cuDNN, the reset gate after the
 * recurrent product:
 *
 *     r, z = x Wᵢₕ + bᵢₕ + h Wₕₕ + bₕₕ            (the first two blocks of H columns)
 *     n = tanh(x Wᵢₕ + bᵢₕ + σ(r) (h Wₕₕ + bₕₕ))  (the third)
 *     h' = (1 - σ(z)) n + σ(z) h
 *
 * State: `{ h: [B, H] }`. Weights of the variant with the reset gate before the product do not
 * carry over.
 */
export class GRU extends RecurrentLayer<'h'> {
  constructor(inputs: number, hidden: number, options: RecurrentLayerOptions) {
    super(gru, inputs, hidden, options);
  }
}
