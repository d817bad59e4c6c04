import { add, mul, neg, sigmoid, softplus, sub } from '@tbptt/core/equation';
import { cell } from './declaration.js';
import { RecurrentLayer, type RecurrentLayerOptions } from './recurrent-layer.js';

const minLSTM = cell({
  name: 'MinLSTM',
  gates: { f: 'input', i: 'input', n: 'input' },
  states: ['h'],
  equation: ({ f, i, n }, { h }) => {
    // σ(f) / (σ(f) + σ(i)), in a form in which nothing can vanish or overflow
    const forget = sigmoid(sub(softplus(neg(i)), softplus(neg(f))));
    return { h: add(n, mul(forget, sub(h, n))) };
  },
});

/**
 * Minimal LSTM (Feng et al. 2024, arXiv:2410.01201): the gates see the input only and are
 * normalized to sum to one. There are no recurrent products.
 *
 *     f, i, n = x Wᵢₕ + bᵢₕ
 *     h' = (σ(f) h + σ(i) n) / (σ(f) + σ(i))
 *
 * State: `{ h: [B, H] }`.
 */
export class MinLSTM extends RecurrentLayer<'h'> {
  constructor(inputs: number, hidden: number, options: RecurrentLayerOptions) {
    super(minLSTM, inputs, hidden, options);
  }
}
