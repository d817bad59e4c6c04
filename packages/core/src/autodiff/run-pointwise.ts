import type { PlannedProgram } from '../equation/plan.js';
import type { OperandKind, PointwiseProgram } from '../equation/program.js';
import { ArgumentBlock } from '../kernels/pointwise/argument-block.js';
import type { Scope } from './scope.js';

/**
 * Runs a pointwise program over `rows` dense rows of `n` elements. `values` has the address of each input and then of each output, and for a uniform
 * the number.
 */
export function runPointwise(
  scope: Scope,
  program: PointwiseProgram,
  rows: number,
  n: number,
  values: readonly number[],
): void {
  run(scope, program, rows, n, values, undefined);
}

/** Runs a program of a plan over `rows` dense rows of `n` elements. `values` is the list that the positions of the plan refer to. */
export function runPlanned(
  scope: Scope,
  program: PlannedProgram,
  rows: number,
  n: number,
  values: readonly number[],
): void {
  run(scope, program, rows, n, values, program.positions);
}

function run(
  { memory, kernels }: Scope,
  program: PointwiseProgram,
  rows: number,
  n: number,
  values: readonly number[],
  positions: readonly number[] | undefined,
): void {
  const { inputs, outputs } = program;
  const block = ArgumentBlock.inArena(memory, program);
  for (let slot = 0; slot < inputs.length + outputs.length; slot++) {
    const { kind } = (inputs[slot] ?? outputs[slot - inputs.length]) as { readonly kind: OperandKind };
    const value = values[positions === undefined ? slot : (positions[slot] as number)] as number;
    if (kind === 'uniform') block.setUniform(slot, value);
    else {
      const columnBytes = slot < inputs.length ? memory.elementBytes : Float64Array.BYTES_PER_ELEMENT;
      block.setArray(slot, value, kind === 'full' ? n * memory.elementBytes : columnBytes);
    }
  }
  kernels.pointwise(program).run(rows, n, block.address, 0);
}
