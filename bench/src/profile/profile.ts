/**
 * The parts into which a training step of a language model is taken apart, in the order in which
 * they are printed.
 */
export const PARTS = [
  'recurrent products, forward',
  'recurrent products, backward',
  'input products, forward',
  'input products, backward',
  'input rows (gather, scatter)',
  'weight gradients',
  'gates, forward',
  'gates, backward',
  'output layer',
  'softmax and loss',
  'biases and sums',
  'packing of weights',
  'optimizer',
  'rest',
] as const;

export type PartName = (typeof PARTS)[number];

/** A part of a step. */
export interface Part {
  readonly name: PartName;
  /** Per step. */
  readonly milliseconds: number;
  /** Calls of kernels per step; 0 of the rest, which is what is not spent in kernels. */
  readonly calls: number;
  /** Of the products in it; undefined where there are none. */
  readonly gflops?: number;
}

/** Where a step goes. */
export interface Profile {
  readonly case: string;
  readonly variant: string;
  readonly node: string;
  /** Steps that were taken apart. */
  readonly steps: number;
  /** A step with a clock around every kernel. */
  readonly milliseconds: number;
  /** A step without. */
  readonly plainMilliseconds: number;
  /** All products of a step over the time of one without a clock. */
  readonly gflops: number;
  /** The product 64x256x1024 in the same process. */
  readonly peakGflops: number;
  readonly parts: readonly Part[];
}
