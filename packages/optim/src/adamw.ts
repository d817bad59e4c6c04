import type { AdamOptions } from './adam.js';
import type { Chain } from './transform.js';
import { scaleByAdam } from './transforms/scale-by-adam.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
import { weightDecay as weightDecayTransform } from './transforms/weight-decay.js';

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv:1711.05101): `p = p - learningRate * (u + weightDecay * p)`
 * with the `u` of `scaleByAdam`. `weightDecay` is 0.01 unless given.
 *
 * Throws `ArgumentError` when an option is out of range.
 */
export function adamw({ learningRate = 1e-3, weightDecay = 0.01, ...scaling }: AdamOptions = {}): Chain {
  return [
    scaleByAdam(scaling),
    weightDecay === 0 ? [] : weightDecayTransform(weightDecay),
    scaleByLearningRate(learningRate),
  ];
}
