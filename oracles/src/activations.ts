import { leakyRelu, parameter, relu, sigmoid, softmax, type Tensor, tanh } from '@tbptt/core';
import type { Fields } from './fields.js';
import { type Family, missing, type Runner, Unsupported } from './oracle.js';
import { inBothPrecisions } from './precisions.js';
import { pullBack } from './pull-back.js';

/** `y = op(x)` and `dx`, the gradient of `sum(y dy)`. */
function activation(apply: (x: Tensor, options: Fields) => Tensor): Runner {
  return ({ fields, options }, comparison) => {
    inBothPrecisions((tensorOf, tolerance) => {
      const x = parameter(tensorOf(fields.array('x')));
      const dy = tensorOf(fields.array('dy'));
      const [y] = pullBack({ x }, () => [{ y: apply(x, options), dy }]);
      comparison.array('y', y, fields.array('y'), tolerance);
      comparison.array('dx', x.gradient, fields.array('dx'), tolerance);
    });
  };
}

/** Those that run along an axis, which must be the last. */
function alongLastAxis(name: string, apply: (x: Tensor) => Tensor): Runner {
  return activation((x, options) => {
    const axis = options.number('axis', -1);
    if (axis !== -1 && axis !== x.shape.length - 1)
      throw new Unsupported(`${name} runs along the last axis only`);
    return apply(x);
  });
}

/** The files `activations`: `{ op, options, x, y, dy, dx }`. */
export const activations: Family = {
  sigmoid: activation(sigmoid),
  tanh: activation(tanh),
  relu: activation(relu),
  leakyRelu: activation((x, options) =>
    leakyRelu(x, { negativeSlope: options.number('negativeSlope', 0.01) }),
  ),
  softmax: alongLastAxis('softmax', softmax),
  elu: missing('core has no elu'),
  gelu: missing('core has no gelu'),
  'gelu-tanh': missing('core has no gelu'),
  silu: missing('core has no silu'),
  softplus: missing('core has no softplus on tensors'),
  logSigmoid: missing('core has no logSigmoid'),
  softsign: missing('core has no softsign'),
  mish: missing('core has no mish'),
  hardSigmoid: missing('core has no hardSigmoid'),
  hardTanh: missing('core has no hardTanh'),
  selu: missing('core has no selu'),
  logSoftmax: missing('core has no logSoftmax'),
};
