/** Tensors, back-propagation, layers and losses. */

// back-propagation
export {
  type DifferentiateOptions,
  differentiate,
  evaluate,
  type Outcome,
  type StepResult,
} from './autodiff/differentiate.js';
export { frozen } from './autodiff/frozen.js';
export { parametersOf, persistentTensorsOf } from './autodiff/parameters.js';
export { type PullBackResult, type PulledBack, pullBack, type Seeds } from './autodiff/pull-back.js';
// the machine underneath
export { kernels } from './engine/default-engine.js';
export { Engine, type EngineOptions } from './engine/engine.js';
// errors
export {
  ArgumentError,
  type Facts,
  FormatError,
  HostError,
  LifetimeError,
  NonFiniteError,
  ShapeError,
  TbpttError,
} from './errors.js';
// several processes
export type { Group, GroupNumbers, Rank } from './group.js';
// looking into training
export {
  type Change,
  type DeltaOfLayer,
  type ExplainedLayer,
  type ExplainOptions,
  type Explanation,
  explain,
  type ForwardOfLayer,
  type GradientsOfLayer,
  type UpdateOfLayer,
} from './inspection/explain.js';
export { formatExplanation } from './inspection/format-explanation.js';
export { formatGradientHealth } from './inspection/format-gradient-health.js';
export {
  type GradientHealth,
  type GradientHealthOptions,
  type GradientProblem,
  type GradientStatistics,
  gradientHealth,
  type LayerHealth,
  type ParameterHealth,
} from './inspection/gradient-health.js';
export type { Rows } from './inspection/rows.js';
export { summary } from './inspection/summary.js';
export type { KernelOptions, KernelRequest, ProductFactory, Variant } from './kernels/kernels.js';
// losses
export { binaryCrossEntropy } from './losses/binary-cross-entropy.js';
export {
  type BinaryCrossEntropyWithLogitsOptions,
  binaryCrossEntropyWithLogits,
} from './losses/binary-cross-entropy-with-logits.js';
export { type ClassLossOptions, IGNORED } from './losses/class-targets.js';
export { type CrossEntropyOptions, crossEntropy } from './losses/cross-entropy.js';
export { type HuberLossOptions, huberLoss } from './losses/huber-loss.js';
export { type KLDivergenceOptions, klDivergence } from './losses/kl-divergence.js';
export { l1Loss } from './losses/l1-loss.js';
export { l1Penalty } from './losses/l1-penalty.js';
export { l2Penalty } from './losses/l2-penalty.js';
export { meanSquaredError } from './losses/mean-squared-error.js';
export { negativeLogLikelihood } from './losses/negative-log-likelihood.js';
export type { LossOptions, Reduction } from './losses/reduction.js';
export { type SmoothL1LossOptions, smoothL1Loss } from './losses/smooth-l1-loss.js';
export type { WeightedLossOptions } from './losses/weighted.js';
// metrics
export { type Average, ConfusionMatrix } from './metrics/confusion-matrix.js';
export { Perplexity } from './metrics/perplexity.js';
export { RegressionMetrics } from './metrics/regression-metrics.js';
export { TopKAccuracy } from './metrics/top-k-accuracy.js';
// layers
export {
  AdditiveAttention,
  type AdditiveAttentionOptions,
  type AttentionMemory,
  type RememberOptions,
} from './nn/additive-attention.js';
export { BatchNorm, type BatchNormOptions } from './nn/batch-norm.js';
export { Conv1d, type Conv1dOptions } from './nn/conv1d.js';
export { Conv2d, type Conv2dOptions } from './nn/conv2d.js';
export type { ConvolutionOptions } from './nn/convolution.js';
export type { LanesOfAll } from './nn/draw-kept.js';
export { Dropout, type DropoutOptions } from './nn/dropout.js';
export { Embedding, type EmbeddingOptions } from './nn/embedding.js';
export { Flatten } from './nn/flatten.js';
// how parameters start
export { type GainName, type GainOptions, gain } from './nn/gain.js';
export { type HeOptions, heNormal, heUniform } from './nn/he.js';
export { identity } from './nn/identity.js';
export { constant, type Initializer, type NormalOptions, normal, uniform } from './nn/initializers.js';
export { applyLayer, type Layer } from './nn/layer.js';
export { LayerNorm, type LayerNormOptions } from './nn/layer-norm.js';
export { Linear, type LinearOptions } from './nn/linear.js';
export {
  type AttendOptions,
  MultiHeadAttention,
  type MultiHeadAttentionOptions,
} from './nn/multi-head-attention.js';
export { orthogonal } from './nn/orthogonal.js';
export {
  type AveragePoolingOptions,
  AvgPool1d,
  AvgPool2d,
  MaxPool1d,
  MaxPool2d,
  type PoolingOptions,
} from './nn/pooling.js';
export { Residual } from './nn/residual.js';
export { Sequential } from './nn/sequential.js';
export { TiedLinear, type TiedLinearOptions } from './nn/tied-linear.js';
export { type TruncatedNormalOptions, truncatedNormal } from './nn/truncated-normal.js';
export { xavierNormal, xavierUniform } from './nn/xavier.js';
// activations
export { type EluOptions, elu } from './ops/activations/elu.js';
export { type GeluOptions, gelu } from './ops/activations/gelu.js';
export { hardSigmoid } from './ops/activations/hard-sigmoid.js';
export { type HardTanhOptions, hardTanh } from './ops/activations/hard-tanh.js';
export { type LeakyReluOptions, leakyRelu } from './ops/activations/leaky-relu.js';
export { logSigmoid } from './ops/activations/log-sigmoid.js';
export { mish } from './ops/activations/mish.js';
export { relu } from './ops/activations/relu.js';
export { selu } from './ops/activations/selu.js';
export { sigmoid } from './ops/activations/sigmoid.js';
export { silu } from './ops/activations/silu.js';
export { type SoftplusOptions, softplus } from './ops/activations/softplus.js';
export { softsign } from './ops/activations/softsign.js';
export { tanh } from './ops/activations/tanh.js';
// operations
export { argMax, argMin } from './ops/arg-max.js';
export { add, divide, maximum, minimum, multiply, subtract } from './ops/arithmetic.js';
export { type Attended, type AttentionOptions, scaledDotProductAttention } from './ops/attention.js';
export type { ReductionOptions } from './ops/axes.js';
export { broadcastTo } from './ops/broadcast-to.js';
export { clamp } from './ops/clamp.js';
export { equal, greater, greaterOrEqual, less, lessOrEqual } from './ops/compare.js';
export { cumulativeSum } from './ops/cumulative-sum.js';
export { max, min } from './ops/extremes.js';
export { flip } from './ops/flip.js';
export { type GatherOptions, gather } from './ops/gather.js';
export { logSoftmax } from './ops/log-softmax.js';
export { affine, matmul } from './ops/matmul.js';
export { matmulTransposed } from './ops/matmul-transposed.js';
export { oneHot } from './ops/one-hot.js';
export { type PadOptions, pad } from './ops/pad.js';
export { permute, transpose } from './ops/permute.js';
export { concat, reshape, slice, stack } from './ops/rearrange.js';
export { mean, sum } from './ops/reduce.js';
export { softmax } from './ops/softmax.js';
export { split } from './ops/split.js';
export { takeAlong } from './ops/take-along.js';
export { type TopK, type TopKOptions, topK } from './ops/top-k.js';
export { abs, exp, log, negate, sqrt, square } from './ops/unary.js';
export { type VarianceOptions, variance } from './ops/variance.js';
export { where } from './ops/where.js';
export type { Pair, Windows } from './ops/windows.js';
export type { Random, RandomState } from './random/random.js';
export { seeded } from './random/seeded.js';
// tensors
export { type Indices, indices } from './tensor/indices.js';
export type { NestedArrayLike } from './tensor/numbers.js';
export { Parameter, parameter } from './tensor/parameter.js';
export { PersistentTensor } from './tensor/persistent-tensor.js';
export type { Shape } from './tensor/shape.js';
export {
  full,
  type NestedByAxes,
  type NestedNumbers,
  type ShapedFloats,
  scalar,
  Tensor,
  tensor,
  zeros,
} from './tensor/tensor.js';
