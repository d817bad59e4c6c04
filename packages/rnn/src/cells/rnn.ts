import { ArgumentError } from '@tbptt/core';
import { type Expression, lessOrEqual, select, tanh } from '@tbptt/core/equation';
import { describe, type OptionNames } from '@tbptt/core/operation';
import { requireDrawing } from '../arguments.js';
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
  relu: elman('RNN (relu)', (a) => select(lessOrEqual(a, 0), 0, a)),
};

/** Options of `RNN` and `IndRNN`. */
export interface RNNOptions extends RecurrentLayerOptions {
  /** The nonlinearity of the units. Default: 'tanh' for `RNN`, 'relu' for `IndRNN`. */
  readonly nonlinearity?: 'tanh' | 'relu';
}

/** The names of `RNNOptions`. */
export const RNN_OPTIONS: OptionNames<RNNOptions> = {
  random: true,
  bias: true,
  recurrentWeights: true,
  nonlinearity: true,
};

/**
 * The simple recurrent network (Elman 1990): `h' = tanh(x Wᵢₕ + bᵢₕ + h Wₕₕ + bₕₕ)`, or relu in
 * place of tanh.
 *
 * State: `{ h: [B, H] }`.
 */
export class RNN extends RecurrentLayer<'h'> {
  readonly nonlinearity: 'tanh' | 'relu';

  constructor(inputs: number, hidden: number, options: RNNOptions) {
    requireDrawing('RNN', options, RNN_OPTIONS);
    const { nonlinearity = 'tanh', ...others } = options;
    if (!isNonlinearity(nonlinearity)) throw unknownNonlinearity('RNN', nonlinearity);
    super(cells[nonlinearity], inputs, hidden, others);
    this.nonlinearity = nonlinearity;
  }
}

/** Whether a value names a nonlinearity. */
export function isNonlinearity(value: unknown): value is 'tanh' | 'relu' {
  return value === 'tanh' || value === 'relu';
}

/** Returns the error for a nonlinearity that the cell does not have. */
export function unknownNonlinearity(operation: string, nonlinearity: unknown): ArgumentError {
  return new ArgumentError(
    operation,
    `the nonlinearity is ${describe(nonlinearity)}; it must be 'tanh' or 'relu'.`,
    { nonlinearity },
  );
}
