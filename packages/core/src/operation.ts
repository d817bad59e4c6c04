/**
 * The parts of operations, for those who write their own: the recording of operations, kernels on
 * addresses, pointwise programs, checks of arguments. Users of tensors need none of it.
 */

export {
  COUNT,
  describe,
  isCallable,
  isClass,
  isCount,
  isInRange,
  NOT_NEGATIVE,
  type OptionNames,
  type Range,
  requireChoice,
  requireFlag,
  requireFunction,
  requireNumber,
  requireOptions,
  requireRandom,
  requireRange,
  SIZE,
} from './arguments.js';
export { differentiateParameters, type StepOptions } from './autodiff/differentiate.js';
export { announceWork, listenToWork } from './autodiff/listen-to-work.js';
export { frozenLayerOf } from './autodiff/model-tree.js';
export { alias, type Compute, operation, operations } from './autodiff/operation.js';
export { collectParameters } from './autodiff/parameters.js';
export { runTape, type TapeRun } from './autodiff/pull-back.js';
export { runPlanned, runPointwise } from './autodiff/run-pointwise.js';
export { currentScope, Scope } from './autodiff/scope.js';
export { engine } from './engine/default-engine.js';
export type { Engine } from './engine/engine.js';
export { kernelsWithProduct, type OtherProduct } from './engine/kernels-with-product.js';
export type {
  OperandKind,
  PointwiseKernel,
  PointwiseProgram,
  ProgramInput,
  ProgramOutput,
} from './equation/program.js';
// Here as well as in `files`, whose codecs a program that only stops early would load for nothing.
export { loadStateDictionary, type StateDictionary, stateDictionary } from './files/state-dictionary.js';
export { requireGroup } from './group.js';
export { GeneratedKernels, type GeneratedKernelsOptions } from './kernels/generated-kernels.js';
export type { GeneratedTarget, KernelFamily } from './kernels/kernel-family.js';
export type { Kernels, LaneLoop, Threads, Variant } from './kernels/kernels.js';
export { Matrix, type PreparedMatrix } from './kernels/matrix.js';
export { ArgumentBlock } from './kernels/pointwise/argument-block.js';
export type { Product } from './kernels/product/product.js';
export { type GatherRowsKernels, gatherRowsKernels } from './kernels/rows/gather-rows.js';
export { type MoveNumbersKernels, moveNumbersKernels } from './kernels/rows/move-numbers.js';
export { type NormKernels, normKernels } from './kernels/rows/norms.js';
export { type SpreadAxisKernels, spreadAxisKernels } from './kernels/rows/spread-axis.js';
export { allocateSums, type SumAxisKernels, sumAxisKernels } from './kernels/rows/sum-axis.js';
export { type TransposeKernels, transposeKernels } from './kernels/rows/transpose.js';
export { ThreadedKernels, type ThreadedKernelsOptions } from './kernels/threads/threaded-kernels.js';
export { SHARE_ALL, type Thresholds } from './kernels/threads/thresholds.js';
export type { Address } from './memory/block-allocator.js';
export type { Floats, LinearMemory, Precision } from './memory/linear-memory.js';
export type { OwnedBlock } from './memory/owned-blocks.js';
export { drawKept, requireLanesOfAll } from './nn/draw-kept.js';
export { addProductToGradient } from './ops/add-product-to-gradient.js';
export { applyEquation } from './ops/apply.js';
export { copyRows } from './ops/copy-rows.js';
export { pointwise } from './ops/unary.js';
export { checkIndices, requireIndices } from './tensor/indices.js';
export {
  addressIn,
  beginGradientIn,
  claim,
  dropGradientIn,
  gradientAddressIn,
  gradientGeneration,
  hasGradientIn,
} from './tensor/parameter.js';
export { requireTensor, requireTensors } from './tensor/require-tensor.js';
export { formatShape, sameShape, sizeOf } from './tensor/shape.js';
export { isTensor, numbersOf, tensorOf } from './tensor/tensor.js';
