import type { Expression } from '../equation/expression.js';
import type { Address } from '../memory/block-allocator.js';

/** How an operand is laid out: `full` is [rows, n], `row` is [n] (the same for every row), `uniform` one number. */
export type OperandKind = 'full' | 'row' | 'uniform';

/** An operand a program reads. */
export interface ProgramInput {
  readonly name: string;
  readonly kind: OperandKind;
}

/**
 * A result a program writes: `assign` stores, `accumulate` adds to what is there. A `row` result is the sum over rows (and always accumulates).
 * A result may lie where an operand lies: every element is read before it is written. Results that accumulate may overlap each
 * other, as the gradients of two parts of one tensor do: they are added to one after the other.
 */
export interface ProgramOutput {
  readonly name: string;
  readonly kind: 'full' | 'row';
  readonly mode: 'assign' | 'accumulate';
  readonly value: Expression;
}

/** Scalar expressions over named operands: what a pointwise kernel is generated from. */
export interface PointwiseProgram {
  readonly name: string;
  readonly inputs: readonly ProgramInput[];
  readonly outputs: readonly ProgramOutput[];
}

/** The bytes of one slot of an argument block. */
export const SLOT_BYTES = 8;

/**
 * A runnable pointwise program.
 *
 * Its arguments stand in an argument block: one slot of 8 bytes for each input and then each output, in the program's order: for a
 * full or row operand the address (int32) and the distance between rows in bytes (int32, ignored for a row); for a uniform
 * the number itself (f32, or f64 in double precision).
 */
export interface PointwiseKernel {
  readonly program: PointwiseProgram;
  /** Computes `rows` rows of `n` elements each. */
  run(rows: number, n: number, block: Address): void;
}
