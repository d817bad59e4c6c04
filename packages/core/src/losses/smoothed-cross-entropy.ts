import { add, equal, mul, neg, select } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { applyEquation } from '../ops/apply.js';
import { affine } from '../ops/matmul.js';
import { reshape } from '../ops/rearrange.js';
import { scaledSum } from '../ops/scaled-sum.js';
import type { Tensor } from '../tensor/tensor.js';
import type { ClassTargets } from './class-targets.js';

/** `target` is `log p_target`, `all` is `Σ_j w_j log p_j`. */
const definition = equation(
  'crossEntropy with labelSmoothing',
  { arrays: ['target', 'all', 'weight', 'counted'], uniforms: ['kept', 'spread'] },
  ({ target, all, weight, counted, kept, spread }) => ({
    loss: select(equal(counted, 0), 0, neg(add(mul(mul(kept, weight), target), mul(spread, all)))),
  }),
);

/**
 * Returns, as `[...]`, `-(1 - ε) w_target log p_target - ε/V Σ_j w_j log p_j` for each position.
 * logProbabilities: `[..., V]`.
 */
export function smoothedLosses(logProbabilities: Tensor, classes: ClassTargets, smoothing: number): Tensor {
  const { classes: V, weight } = classes;
  const target = classes.pick(logProbabilities);
  const all =
    weight === undefined
      ? scaledSum(logProbabilities, target.size, V, 1, target.shape, 1)
      : reshape(affine(logProbabilities, reshape(weight, [V, 1])), target.shape);
  const operands = { target, all, weight: classes.weights, counted: classes.counted };
  return applyEquation(definition, operands, { kept: 1 - smoothing, spread: smoothing / V }).loss;
}
