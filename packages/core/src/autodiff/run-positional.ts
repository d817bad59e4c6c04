import type { PlannedProgram } from '../equation/plan.js';
import { placeOperand, placeUniform } from '../kernels/argument-block.js';
import { SLOT_BYTES } from '../kernels/pointwise.js';
import type { Scope } from './scope.js';

/** `runPointwise` with arguments by position in a list: addresses of arrays, and the numbers of uniforms. */
export function runPositional(
  scope: Scope,
  program: PlannedProgram,
  rows: number,
  n: number,
  values: readonly number[],
): void {
  const { memory } = scope;
  const { inputs, positions } = program;
  const block = memory.arena.allocate(positions.length * SLOT_BYTES);
  for (let i = 0; i < positions.length; i++) {
    const value = values[positions[i] as number] as number;
    if (inputs[i]?.kind === 'uniform') placeUniform(memory, block + i * SLOT_BYTES, value);
    else placeOperand(memory, block + i * SLOT_BYTES, value, n);
  }
  scope.kernels.pointwise(program).run(rows, n, block);
}
