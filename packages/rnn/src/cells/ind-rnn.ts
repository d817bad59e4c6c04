import { ArgumentError } from '@tbptt/core';
import { add, type Expression, max, mul, tanh } from '@tbptt/core/equation';
import { cell } from './declaration.js';
import { RecurrentLayer } from './recurrent-layer.js';
import type { RNNOptions } from './rnn.js';

function independent(name: string, nonlinearity: (a: Expression) => Expression) {
  return cell({
    name,
    gates: { a: 'input' },
    states: ['h'],
    units: ['u'],
    equation: ({ a }, { h }, { u }) => ({ h: nonlinearity(add(a, mul(u, h))) }),
  });
}

const cells = {
  relu: independent('IndRNN (relu)', (a) => max(a, 0)),
  tanh: independent('IndRNN (tanh)', tanh),
};

/**
 * Independently recurrent network (Li et al. 2018, arXiv:1803.04831): each unit sees its own past only, through `units.u` [H].
 *
 *     h' = relu(x Wᵢₕ + bᵢₕ + u h)      (or tanh)
 *
 * State: `{ h: [B, H] }`. The nonlinearity is relu if not given.
 */
export class IndRNN extends RecurrentLayer<'h'> {
  constructor(inputs: number, hidden: number, options: RNNOptions) {
    const { nonlinearity = 'relu' } = options;
    if (!Object.hasOwn(cells, nonlinearity)) {
      throw new ArgumentError(
        'IndRNN',
        `the nonlinearity is '${nonlinearity}'; it must be 'tanh' or 'relu'.`,
      );
    }
    super(cells[nonlinearity], inputs, hidden, options);
  }
}
