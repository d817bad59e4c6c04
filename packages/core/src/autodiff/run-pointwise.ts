import { type Passing, type PlannedProgram, passingOf } from '../equation/plan.js';
import type { PointwiseProgram } from '../equation/program.js';
import { ArgumentBlock } from '../kernels/pointwise/argument-block.js';
import type { Scope } from './scope.js';

/**
 * Runs a pointwise program over `rows` dense rows of `n` elements. `values` has the address of each
 * input and then of each output, and for a uniform the number.
 */
export function runPointwise(
  scope: Scope,
  program: PointwiseProgram,
  rows: number,
  n: number,
  values: readonly number[],
): void {
  run(scope, program, passingOf(program), rows, n, values, undefined);
}

/**
 * Runs a program of a plan over `rows` dense rows of `n` elements. `values` is the list that the
 * positions of the plan refer to.
 */
export function runPlanned(
  scope: Scope,
  program: PlannedProgram,
  rows: number,
  n: number,
  values: readonly number[],
): void {
  run(scope, program, program.passing, rows, n, values, program.positions);
}

function run(
  { memory, kernels }: Scope,
  program: PointwiseProgram,
  passing: readonly Passing[],
  rows: number,
  n: number,
  values: readonly number[],
  positions: readonly number[] | undefined,
): void {
  const block = ArgumentBlock.inArena(memory, program);
  const { elementBytes } = memory;
  for (let slot = 0; slot < passing.length; slot++) {
    const value = values[positions === undefined ? slot : (positions[slot] as number)] as number;
    const way = passing[slot];
    if (way === 'rows') block.setArray(slot, value, n * elementBytes);
    else if (way === 'value') block.setUniform(slot, value);
    else block.setArray(slot, value, way === 'sums' ? Float64Array.BYTES_PER_ELEMENT : elementBytes);
  }
  kernels.pointwise(program).run(rows, n, block.address, 0);
}
