import type { Scope } from '../autodiff/scope.js';
import { operand } from '../equation/build.js';
import { blockBytes, placeOperand } from '../kernels/argument-block.js';
import { type PointwiseProgram, SLOT_BYTES } from '../kernels/pointwise.js';
import type { Address } from '../memory/block-allocator.js';

function copyProgram(mode: 'assign' | 'accumulate'): PointwiseProgram {
  return {
    name: `copy rows (${mode})`,
    inputs: [{ name: 'x', kind: 'full' }],
    outputs: [{ name: 'y', kind: 'full', mode, value: operand('x') }],
  };
}

const copyPrograms = { assign: copyProgram('assign'), accumulate: copyProgram('accumulate') };

/** Copies, or adds, `rows` rows of `n` elements between places whose rows lie `xStride` and `yStride` elements apart. */
export function copyRows(
  scope: Scope,
  mode: 'assign' | 'accumulate',
  rows: number,
  n: number,
  x: Address,
  xStride: number,
  y: Address,
  yStride: number,
): void {
  const program = copyPrograms[mode];
  const { memory, kernels } = scope;
  const block = memory.arena.allocate(blockBytes(program));
  placeOperand(memory, block, x, xStride);
  placeOperand(memory, block + SLOT_BYTES, y, yStride);
  kernels.pointwise(program).run(rows, n, block);
}
