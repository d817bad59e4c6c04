import type { Matrix, PointwiseProgram } from '@tbptt/core/operation';
import type { PartName } from './profile.js';

/** The sizes by which the products of a step are told apart. */
export interface StepSizes {
  /** B */
  readonly lanes: number;
  /** T */
  readonly window: number;
  /** V */
  readonly symbols: number;
}

/** On which way a step is: forward until the loss is computed, then backward. */
export type Phase = 'forward' | 'backward';

/** The part to which `c = a b` belongs. */
export function partOfProduct(
  { lanes, window, symbols }: StepSizes,
  phase: Phase,
  a: Matrix,
  c: Matrix,
): PartName {
  if (c.columns === symbols || a.columns === symbols) return 'output layer';
  if (a.columnStride !== 1) return 'weight gradients'; // a transposed left-hand side: over all T B rows
  return c.rows === lanes && window > 1 ? `recurrent products, ${phase}` : `input products, ${phase}`;
}

/** The part to which a pointwise program belongs. */
export function partOfProgram({ name, inputs }: PointwiseProgram, cell: string): PartName {
  if (name.startsWith(cell)) return 'gates, forward';
  if (name.startsWith(`gradient of ${cell}`)) return 'gates, backward';
  if (inputs.some((input) => input.name === 'parameter')) return 'optimizer';
  return 'softmax and loss';
}

/** The part to which the kernels of a family belong. */
export function partOfFamily(name: string): PartName {
  return FAMILY_PARTS[name] ?? 'biases and sums';
}

const FAMILY_PARTS: Readonly<Record<string, PartName>> = {
  gatherRows: 'input rows (gather, scatter)',
  logSoftmax: 'softmax and loss',
  logSoftmaxOfColumns: 'softmax and loss',
  softmax: 'softmax and loss',
  softmaxOfColumns: 'softmax and loss',
  softmaxCrossEntropy: 'softmax and loss',
  norms: 'optimizer',
};
