import type { Scope } from '../autodiff/scope.js';
import { blockBytes, placeOperand, placeUniform } from '../kernels/argument-block.js';
import { type PointwiseProgram, SLOT_BYTES } from '../kernels/pointwise.js';
import type { Address } from '../memory/block-allocator.js';

/** The addresses of array operands and the values of uniforms, by name. */
export type Bindings = Readonly<Record<string, number>>;

/**
 * Runs a pointwise program over `rows` dense rows of `n` elements. `bindings` gives for each input and output the address, and for each
 * uniform the number.
 */
export function runPointwise(
  scope: Scope,
  program: PointwiseProgram,
  rows: number,
  n: number,
  bindings: Bindings,
): void {
  const { memory } = scope;
  const block: Address = memory.arena.allocate(blockBytes(program));
  let slot = block;
  for (const { name, kind } of program.inputs) {
    const bound = bindings[name] as number;
    if (kind === 'uniform') placeUniform(memory, slot, bound);
    else placeOperand(memory, slot, bound, n);
    slot += SLOT_BYTES;
  }
  for (const { name } of program.outputs) {
    placeOperand(memory, slot, bindings[name] as number, n);
    slot += SLOT_BYTES;
  }
  scope.kernels.pointwise(program).run(rows, n, block);
}
