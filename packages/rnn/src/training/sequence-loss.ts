import type { Tensor } from '@tbptt/core';

/** Compares the outputs [T, B, ...] of a window with its targets. Returns one number. */
export type SequenceLoss<Y> = (outputs: Tensor, targets: Y) => Tensor;
