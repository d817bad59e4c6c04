import { add, mul, sigmoid, sub } from '@tbptt/core/equation';
import { cell } from './declaration.js';
import { RecurrentLayer, type RecurrentLayerOptions } from './recurrent-layer.js';

const minGRU = cell({
  name: 'MinGRU',
  gates: { z: 'input', n: 'input' },
  states: ['h'],
  equation: ({ z, n }, { h }) => ({ h: add(h, mul(sigmoid(z), sub(n, h))) }),
});

/**
 * Minimal gated recurrent unit (Feng et al. 2024, arXiv:2410.01201): gate and candidate see the
 * input only, so there are no recurrent products.
 *
 *     z, n = x Wᵢₕ + bᵢₕ
 *     h' = (1 - σ(z)) h + σ(z) n
 *
 * State: `{ h: [B, H] }`.
 */
export class MinGRU extends RecurrentLayer<'h'> {
  constructor(inputs: number, hidden: number, options: RecurrentLayerOptions) {
    super(minGRU, inputs, hidden, options);
  }
}
