import { ArgumentError } from '@tbptt/core';
import { type Expression, max, tanh } from '@tbptt/core/equation';
import { cell } from './declaration.js';
import { RecurrentLayer, type RecurrentLayerOptions } from './recurrent-layer.js';

function elman(name: string, nonlinearity: (a: Expression) => Expression) {
  return cell({
    name,
    gates: { a: 'sum' },
    states: ['h'],
    torch: 'nn.RNN',
    equation: ({ a }) => ({ h: nonlinearity(a) }),
  });
}

const cells = {
  tanh: elman('RNN (tanh)', tanh),
  relu: elman('RNN (relu)', (a) => max(a, 0)),
};

/** Options of `RNN`. */
export interface RNNOptions extends RecurrentLayerOptions {
  /** `tanh` if not given. */
  readonly nonlinearity?: 'tanh' | 'relu';
}

/**
 * The simple recurrent network (Elman 1990): `h' = tanh(x Wᵢₕ + bᵢₕ + h Wₕₕ + bₕₕ)`, or relu in place of tanh.
 *
 * State: `{ h: [B, H] }`.
 */
export class RNN extends RecurrentLayer<'h'> {
  constructor(inputs: number, hidden: number, options: RNNOptions) {
    const { nonlinearity = 'tanh' } = options;
    if (!Object.hasOwn(cells, nonlinearity)) {
      throw new ArgumentError('RNN', `the nonlinearity is '${nonlinearity}'; it must be 'tanh' or 'relu'.`);
    }
    super(cells[nonlinearity], inputs, hidden, options);
  }
}
