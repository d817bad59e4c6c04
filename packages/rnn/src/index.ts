export { Bidirectional, type BidirectionalState, bidirectional } from './bidirectional.js';
export { CoupledLSTM } from './cells/coupled-lstm.js';
export {
  type Cell,
  type CellDeclaration,
  cell,
  type GateKind,
  type GateOperand,
  type Gates,
} from './cells/declaration.js';
export { GRU } from './cells/gru.js';
export { GRUResetBefore } from './cells/gru-reset-before.js';
export { IndRNN } from './cells/ind-rnn.js';
export { chrono, forgetBias, type GatedLayer, orthogonalRecurrent } from './cells/initialization.js';
export { inputProduct } from './cells/input-product.js';
export type { LayerClass } from './cells/layer-class.js';
export { LayerNormLSTM } from './cells/layer-norm-lstm.js';
export { LSTM } from './cells/lstm.js';
export { MinGRU } from './cells/min-gru.js';
export { MinLSTM } from './cells/min-lstm.js';
export { type OperationCell, OperationLayer, type OperationLayerOptions } from './cells/operation-layer.js';
export { PeepholeLSTM } from './cells/peephole-lstm.js';
export {
  type LayerState,
  type ProjectionOptions,
  RecurrentLayer,
  type RecurrentLayerOptions,
} from './cells/recurrent-layer.js';
export { RNN, type RNNOptions } from './cells/rnn.js';
export { type GradientByLagOptions, gradientByLag } from './diagnostics/gradient-by-lag.js';
export {
  type SuggestWindowOptions,
  suggestWindow,
  type WindowSuggestion,
} from './diagnostics/suggest-window.js';
export {
  type ComparisonOptions,
  type TruncationError,
  type TruncationErrorOptions,
  truncationError,
} from './diagnostics/truncation-error.js';
export { lastStep } from './lanes/last-step.js';
export { reverseTime } from './lanes/reverse-time.js';
export { zeroPadding } from './lanes/zero-padding.js';
export { type BeamSearchOptions, beamSearch, type Hypothesis } from './models/beam-search.js';
export { CharLM, type CharLMOptions } from './models/char-lm.js';
export { type ClosedLoop, type ClosedLoopOptions, closedLoop } from './models/closed-loop.js';
export { NGramFeatures, type NGramOptions, type NGramState } from './models/n-gram-features.js';
export { RecurrentModel, type RecurrentModelOptions } from './models/recurrent-model.js';
export { type Prime, type Sampled, type SampleOptions, sample } from './models/sample.js';
export type { Stop } from './models/stop-rule.js';
export {
  type SamplingRules,
  type SymbolProbabilitiesOptions,
  symbolProbabilities,
} from './models/symbol-probabilities.js';
export { type WithNGramsState, withNGrams } from './models/with-n-grams.js';
export type {
  LaneOptions,
  Recurrent,
  Sequence,
  State,
  StepOptions,
  Stepped,
  Unrollable,
  UnrollableLayer,
  Unrolled,
} from './recurrent.js';
export { activationPenalty, temporalActivationPenalty } from './regularization/activation-penalty.js';
export { LockedDropout } from './regularization/locked-dropout.js';
export { type ZonedLayer, Zoneout, type ZoneoutOptions } from './regularization/zoneout.js';
export { Stack, type StackOptions, type StackState } from './stack.js';
export { flattenState, restoreState } from './states/flatten-state.js';
export { LearnedState } from './states/learned-state.js';
export { selectLanes } from './states/select-lanes.js';
export { gatherLanes, type LanesOfRank, takeLanes } from './states/share-lanes.js';
export { type AsyncStream, type AsyncStreamOptions, asyncStream } from './streams/async-stream.js';
export { type IterableStreamOptions, iterableStream } from './streams/iterable-stream.js';
export type { AsyncStreamSource, StreamSource } from './streams/source.js';
export type { SourceOptions } from './streams/step-buffer.js';
export type { StreamPiece, SymbolPiece } from './streams/stream-piece.js';
export type { Continuation, Position } from './training/continuation.js';
export { type RandomWindowsOptions, randomWindows } from './training/random-windows.js';
export type { SequenceLoss } from './training/sequence-loss.js';
export { type SlidingWindowBPTTOptions, slidingWindowBPTT } from './training/sliding-window-bptt.js';
export type { WindowSchedule } from './training/spans.js';
export type { Stepper } from './training/stepper.js';
export type { Stream, StreamWindow } from './training/stream.js';
export type { Update } from './training/train.js';
export type { TrainingOptions } from './training/training-options.js';
export { type TruncatedBPTTOptions, truncatedBPTT } from './training/truncated-bptt.js';
export { type ValidateOptions, type Validation, validate, validation } from './training/validate.js';
