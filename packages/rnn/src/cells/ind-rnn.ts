import { add, type Expression, lessOrEqual, mul, select, tanh } from '@tbptt/core/equation';
import { requireDrawing } from '../arguments.js';
import { cell } from './declaration.js';
import { RecurrentLayer } from './recurrent-layer.js';
import { isNonlinearity, RNN_OPTIONS, type RNNOptions, unknownNonlinearity } from './rnn.js';

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
  relu: independent('IndRNN (relu)', (a) => select(lessOrEqual(a, 0), 0, a)),
  tanh: independent('IndRNN (tanh)', tanh),
};

/**
 * Independently recurrent network (Li et al. 2018, arXiv:1803.04831): each unit sees its own past
 * only, through `units.u` [H].
 *
 *     h' = relu(x Wᵢₕ + bᵢₕ + u h)      (or tanh)
 *
 * State: `{ h: [B, H] }`. Unlike that of `RNN`, the default nonlinearity is relu.
 */
export class IndRNN extends RecurrentLayer<'h', 'u'> {
  constructor(inputs: number, hidden: number, options: RNNOptions) {
    requireDrawing('IndRNN', options, RNN_OPTIONS);
    const { nonlinearity = 'relu', ...others } = options;
    if (!isNonlinearity(nonlinearity)) throw unknownNonlinearity('IndRNN', nonlinearity);
    super(cells[nonlinearity], inputs, hidden, others);
  }
}
