import type { Address } from '../memory/block-allocator.js';
import type { Expression } from './expression.js';

/**
 * The layout of an operand: `full` is [rows, n], `row` is [n] (the same for every row), `column` is
 * [rows] (the same for every element of a row), and `uniform` is one number, given by value. A
 * column whose row stride is 0 is one number, given by its address.
 */
export type OperandKind = 'full' | 'row' | 'column' | 'uniform';

/** An operand that a program reads. */
export interface ProgramInput {
  readonly name: string;
  readonly kind: OperandKind;
}

/**
 * A result that a program writes: `assign` stores it, and `accumulate` adds it to what is there. A
 * `row` result is the sum over the rows, and a `column` result is the sum over each row. Sums
 * always accumulate, in double precision: `n` or `rows` double-precision numbers (see
 * `allocateSums`).
 *
 * A full result may be where an operand is: every element is read before it is written. Results
 * that accumulate may overlap each other, as the gradients of two parts of one tensor do: they are
 * added to one after the other.
 */
export interface ProgramOutput {
  readonly name: string;
  readonly kind: 'full' | 'row' | 'column';
  readonly mode: 'assign' | 'accumulate';
  readonly value: Expression;
}

/** Scalar expressions over named operands: what a pointwise kernel is generated from. */
export interface PointwiseProgram {
  readonly name: string;
  readonly inputs: readonly ProgramInput[];
  readonly outputs: readonly ProgramOutput[];
}

/** A runnable pointwise program. Its arguments are in an `ArgumentBlock`. */
export interface PointwiseKernel {
  readonly program: PointwiseProgram;
  /** Computes `rows` rows of `n` elements each, at time step `step`. Without time, `step` is 0. */
  run(rows: number, n: number, block: Address, step: number): void;
}
