/** Optimizers and schedules: chains of gradient transformations. */

export { type AdadeltaOptions, adadelta } from './adadelta.js';
export { type AdagradOptions, adagrad } from './adagrad.js';
export { type AdamOptions, adam } from './adam.js';
export { type AdamaxOptions, adamax } from './adamax.js';
export { type AdamWOptions, adamw } from './adamw.js';
export { type ASGDOptions, asgd } from './asgd.js';
export type { Chain, Groups } from './chain.js';
export type { Exchange } from './exchange.js';
export { type EpochReport, type FitOptions, type Fitted, type FitUpdate, fit } from './fit/fit.js';
export { type TrainOnBatchesOptions, trainOnBatches } from './fit/train-on-batches.js';
export { groups, type ParameterGroup } from './groups.js';
export { type NAdamOptions, nadam } from './nadam.js';
export { type Norm, type NormOptions, norm } from './norm.js';
export type { NormOrder, NormScope } from './norm-order.js';
export { type AccumulateOptions, Optimizer } from './optimizer.js';
export type { OptimizerState } from './optimizer-state.js';
export { type RAdamOptions, radam } from './radam.js';
export { type RMSpropOptions, rmsprop } from './rmsprop.js';
export { type RpropOptions, rprop } from './rprop.js';
export { constant } from './schedules/constant.js';
export { type ConstantFactorOptions, constantFactor } from './schedules/constant-factor.js';
export { type CosineOptions, cosine } from './schedules/cosine.js';
export { type CosineAnnealingOptions, cosineAnnealing } from './schedules/cosine-annealing.js';
export { type CosineRestartsOptions, cosineRestarts } from './schedules/cosine-restarts.js';
export type { CycledSchedule } from './schedules/cycled-schedule.js';
export { type CyclicOptions, cyclic } from './schedules/cyclic.js';
export { type ExponentialOptions, exponential } from './schedules/exponential.js';
export { lambda } from './schedules/lambda.js';
export { type LinearOptions, linear } from './schedules/linear.js';
export { type MultiStepOptions, multiStep } from './schedules/multi-step.js';
export { type OneCycleOptions, oneCycle } from './schedules/one-cycle.js';
export { type PolynomialOptions, polynomial } from './schedules/polynomial.js';
export {
  type PlateauState,
  ReduceOnPlateau,
  type ReduceOnPlateauOptions,
} from './schedules/reduce-on-plateau.js';
export type { LearningRate, Schedule, Scheduled, StatefulSchedule } from './schedules/schedule.js';
export { type SequentialOptions, sequential } from './schedules/sequential.js';
export { type StepDecayOptions, stepDecay } from './schedules/step-decay.js';
export { type WarmupOptions, warmup } from './schedules/warmup.js';
export { type SGDOptions, sgd } from './sgd.js';
export { Convergence, type ConvergenceOptions, type ConvergenceState } from './stopping/convergence.js';
export {
  EarlyStopping,
  type EarlyStoppingOptions,
  type EarlyStoppingState,
} from './stopping/early-stopping.js';
export type { ImprovementOptions } from './stopping/improvement.js';
export {
  type SlotDeclarations,
  type StepContext,
  type Symbols,
  type Transform,
  type TransformOperands,
  transform,
  type UniformDeclarations,
  type Update,
} from './transform.js';
export { type AverageAcrossOptions, averageAcross } from './transforms/average-across.js';
export { type AverageWeightsOptions, averageWeights } from './transforms/average-weights.js';
export { type ClipAdaptivelyOptions, clipAdaptively } from './transforms/clip-adaptively.js';
export { type ClipByGlobalNormOptions, clipByGlobalNorm } from './transforms/clip-by-global-norm.js';
export { type ClipByParameterNormOptions, clipByParameterNorm } from './transforms/clip-by-parameter-norm.js';
export { clipByValue } from './transforms/clip-by-value.js';
export { l1Decay } from './transforms/l1-decay.js';
export { maximize } from './transforms/maximize.js';
export { type MomentumOptions, momentum } from './transforms/momentum.js';
export type { Betas } from './transforms/running-moments.js';
export { type ScaleByAdadeltaOptions, scaleByAdadelta } from './transforms/scale-by-adadelta.js';
export { type ScaleByAdagradOptions, scaleByAdagrad } from './transforms/scale-by-adagrad.js';
export { type ScaleByAdamOptions, scaleByAdam } from './transforms/scale-by-adam.js';
export { type ScaleByAdamaxOptions, scaleByAdamax } from './transforms/scale-by-adamax.js';
export { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';
export { type ScaleByNAdamOptions, scaleByNAdam } from './transforms/scale-by-nadam.js';
export { type ScaleByRAdamOptions, scaleByRAdam } from './transforms/scale-by-radam.js';
export { type ScaleByRMSOptions, scaleByRMS } from './transforms/scale-by-rms.js';
export { type ScaleByRpropOptions, scaleByRprop } from './transforms/scale-by-rprop.js';
export { weightDecay } from './transforms/weight-decay.js';
