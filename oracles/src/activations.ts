import {
  elu,
  gelu,
  hardSigmoid,
  hardTanh,
  leakyRelu,
  logSigmoid,
  logSoftmax,
  mish,
  pullBack,
  relu,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softsign,
  type Tensor,
  tanh,
} from '@tbptt/core';
import type { Fields } from './fields.js';
import { type Family, type Runner, Unsupported } from './oracle.js';
import { inBothPrecisions } from './precisions.js';

/** `y = op(x)` and `dx`, the gradient of `sum(y dy)`. */
function activation(apply: (x: Tensor, options: Fields) => Tensor): Runner {
  return ({ fields, options }, comparison) => {
    inBothPrecisions((tensorOf, tolerance) => {
      const x = tensorOf(fields.array('x'));
      const dy = tensorOf(fields.array('dy'));
      const { results, gradients } = pullBack(() => apply(x, options), [x], dy);
      comparison.array('y', results, fields.array('y'), tolerance);
      comparison.array('dx', gradients[0], fields.array('dx'), tolerance);
    });
  };
}

/** One that has no options. */
function plain(apply: (x: Tensor) => Tensor): Runner {
  return activation((x) => apply(x));
}

/** An option as core takes it: absent where the file does not give it. */
function optional<Name extends string>(
  options: Fields,
  ...names: readonly Name[]
): Partial<Record<Name, number>> {
  const given = names.filter((name) => options.has(name));
  return Object.fromEntries(given.map((name) => [name, options.number(name)])) as Partial<
    Record<Name, number>
  >;
}

/** The exact function, or the approximation that the file names. */
function geluOf(absent: 'none' | 'tanh'): Runner {
  return activation((x, options) => {
    const approximate = options.text('approximate', absent);
    if (approximate === 'none' || approximate === 'tanh') return gelu(x, { approximate });
    throw new Unsupported(`gelu has no approximation '${approximate}'`);
  });
}

/** The files `activations`: `{ op, options, x, y, dy, dx }`. */
export const activations: Family = {
  sigmoid: plain(sigmoid),
  tanh: plain(tanh),
  relu: plain(relu),
  leakyRelu: activation((x, options) => leakyRelu(x, optional(options, 'negativeSlope'))),
  elu: activation((x, options) => elu(x, optional(options, 'alpha'))),
  selu: plain(selu),
  gelu: geluOf('none'),
  'gelu-tanh': geluOf('tanh'),
  silu: plain(silu),
  mish: plain(mish),
  softplus: activation((x, options) => softplus(x, optional(options, 'beta', 'threshold'))),
  softsign: plain(softsign),
  logSigmoid: plain(logSigmoid),
  hardSigmoid: plain(hardSigmoid),
  hardTanh: activation((x, options) => hardTanh(x, optional(options, 'minVal', 'maxVal'))),
  softmax: activation((x, options) => softmax(x, options.number('axis', -1))),
  logSoftmax: activation((x, options) => logSoftmax(x, options.number('axis', -1))),
};
