import { seeded } from '@tbptt/core';
import { type Address, engine, Matrix } from '@tbptt/core/operation';
import type { ProductDefinition } from '../definition.js';
import type { Workload } from '../workload.js';

/**
 * One repetition is a product that overwrites C. The right-hand side is prepared once, as a window
 * does with its recurrent weights; that of a weight gradient, which is used only once, is not.
 */
export function product({ rows, depth, columns, transposedLeft }: ProductDefinition): Workload {
  const { kernels, memory } = engine();
  const random = seeded(1);
  const block = (elements: number): Address => {
    const address = memory.blocks.allocate(elements * memory.elementBytes);
    const view = memory.view(address, elements);
    for (let i = 0; i < elements; i++) view[i] = random.float() - 0.5;
    return address;
  };
  const a = transposedLeft
    ? new Matrix(block(depth * rows), depth, rows).transposed
    : new Matrix(block(rows * depth), rows, depth);
  const b = new Matrix(block(depth * columns), depth, columns);
  const c = new Matrix(block(rows * columns), rows, columns);
  const right = transposedLeft ? b : kernels.prepare(b, rows);
  return { size: 1, run: () => kernels.multiply(a, right, c, false) };
}
