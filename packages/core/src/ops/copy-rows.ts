import type { Scope } from '../autodiff/scope.js';
import { operand } from '../equation/build.js';
import type { PointwiseProgram } from '../equation/program.js';
import { ArgumentBlock } from '../kernels/pointwise/argument-block.js';
import type { Address } from '../memory/block-allocator.js';

function copyProgram(mode: 'assign' | 'accumulate'): PointwiseProgram {
  return {
    name: `copy rows (${mode})`,
    inputs: [{ name: 'x', kind: 'full' }],
    outputs: [{ name: 'y', kind: 'full', mode, value: operand('x') }],
  };
}

const copyPrograms = { assign: copyProgram('assign'), accumulate: copyProgram('accumulate') };

/**
 * Copies, or adds, `rows` rows of `n` elements from `x` to `y`. Their rows begin `xStride` and
 * `yStride` elements apart.
 */
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
  const block = ArgumentBlock.inArena(memory, program);
  block.setArray(0, x, xStride * memory.elementBytes);
  block.setArray(1, y, yStride * memory.elementBytes);
  kernels.pointwise(program).run(rows, n, block.address, 0);
}
