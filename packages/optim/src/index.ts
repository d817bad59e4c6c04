/** Optimizers and schedules: chains of gradient transformations. */

export { type AdagradOptions, adagrad } from './adagrad.js';
export { type AdamOptions, adam } from './adam.js';
export { adamw } from './adamw.js';
export { NonFiniteGradientError, OptimizerStateError } from './errors.js';
export type { NormOrder } from './gradient-norm.js';
export { Optimizer } from './optimizer.js';
export type { OptimizerState } from './optimizer-state.js';
export { type RMSpropOptions, rmsprop } from './rmsprop.js';
export { constant } from './schedules/constant.js';
export { type CosineOptions, cosine } from './schedules/cosine.js';
export { type ExponentialOptions, exponential } from './schedules/exponential.js';
export type { LearningRate, Schedule } from './schedules/schedule.js';
export { type StepDecayOptions, stepDecay } from './schedules/step-decay.js';
export { type SGDOptions, sgd } from './sgd.js';
export {
  type Chain,
  type SlotDeclarations,
  type StepContext,
  type Symbols,
  type Transform,
  type TransformOperands,
  transform,
  type UniformDeclarations,
  type Update,
} from './transform.js';
export { type ClipByGlobalNormOptions, clipByGlobalNorm } from './transforms/clip-by-global-norm.js';
export { clipByValue } from './transforms/clip-by-value.js';
export { type MomentumOptions, momentum } from './transforms/momentum.js';
export { type ScaleByAdagradOptions, scaleByAdagrad } from './transforms/scale-by-adagrad.js';
export { type ScaleByAdamOptions, scaleByAdam } from './transforms/scale-by-adam.js';
export { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
export { type ScaleByRMSOptions, scaleByRMS } from './transforms/scale-by-rms.js';
export { weightDecay } from './transforms/weight-decay.js';
