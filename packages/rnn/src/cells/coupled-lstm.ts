import { add, mul, sigmoid, sub, tanh } from '@tbptt/core/equation';
import { cell } from './declaration.js';
import { type ProjectionOptions, RecurrentLayer, type RecurrentLayerOptions } from './recurrent-layer.js';

const coupledLSTM = cell({
  name: 'CoupledLSTM',
  gates: { f: 'sum', g: 'sum', o: 'sum' },
  states: ['h', 'c'],
  equation: ({ f, g, o }, { c }) => {
    const candidate = tanh(g);
    const memory = add(candidate, mul(sigmoid(f), sub(c, candidate)));
    return { h: mul(sigmoid(o), tanh(memory)), c: memory };
  },
});

/**
 * LSTM with coupled gates, `i = 1 - f` (CIFG; Greff et al. 2015, arXiv:1503.04069): three gates
 * instead of four, in the order f, g, o.
 *
 *     c' = σ(f) c + (1 - σ(f)) tanh(g)
 *     h' = σ(o) tanh(c')
 *
 * State: `{ h: [B, H], c: [B, H] }`.
 */
export class CoupledLSTM extends RecurrentLayer<'h' | 'c'> {
  constructor(inputs: number, hidden: number, options: RecurrentLayerOptions & ProjectionOptions) {
    super(coupledLSTM, inputs, hidden, options);
  }
}
