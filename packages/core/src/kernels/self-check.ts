import { add, div, exp, less, mul, operand, select, sigmoid, sqrt, tanh } from '../equation/build.js';
import type { PointwiseProgram } from '../equation/program.js';
import type { Address } from '../memory/block-allocator.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import type { Kernels } from './kernels.js';
import { Matrix } from './matrix.js';
import { ArgumentBlock } from './pointwise/argument-block.js';

const PRODUCTS: readonly (readonly [rows: number, depth: number, columns: number])[] = [
  [1, 64, 100],
  [5, 3, 17],
  [13, 65, 40],
  [50, 128, 256],
];
const TOLERANCE = 1e-4;

/** Returns a program of the functions of cells and optimizers, which programs that train carry anyway. */
function pointwiseProgram(): PointwiseProgram {
  const x = operand('x');
  const value = add(mul(sigmoid(x), tanh(x)), select(less(x, 0), sqrt(exp(x)), div(1, add(exp(x), 1))));
  return {
    name: 'self-check',
    inputs: [{ name: 'x', kind: 'full' }],
    outputs: [{ name: 'y', kind: 'full', mode: 'assign', value }],
  };
}

/**
 * Returns what `candidate` computes differently from `reference` on the same memory, beyond
 * rounding, or undefined if nothing. It is a quick check of the kernels that train, for engines
 * whose code generation is experimental. The contract suite checks all of them.
 */
export function findDisagreement(candidate: Kernels, reference: Kernels): string | undefined {
  const { memory } = candidate;
  const mark = memory.arena.mark();
  try {
    for (const [rows, depth, columns] of PRODUCTS) {
      for (const transposed of [false, true]) {
        const a = filled(memory, rows, depth, transposed);
        const b = filled(memory, depth, columns, transposed);
        const results = [candidate, reference].map((kernels) => {
          const c = new Matrix(allocate(memory, rows * columns), rows, columns);
          kernels.multiply(a, kernels.prepare(b, rows), c, false);
          return read(memory, c.address, rows * columns);
        });
        if (!agree(results)) return `a product of ${rows} x ${depth} and ${depth} x ${columns}`;
      }
    }
    const n = 67;
    const program = pointwiseProgram();
    const numbers = filled(memory, 1, n, false);
    const results = [candidate, reference].map((kernels) => {
      const y = allocate(memory, n);
      const block = ArgumentBlock.inArena(memory, program);
      block.setArray(0, numbers.address, 0);
      block.setArray(1, y, 0);
      kernels.pointwise(program).run(1, n, block.address, 0);
      return read(memory, y, n);
    });
    return agree(results) ? undefined : 'an equation of sigmoid, tanh, exp and sqrt';
  } finally {
    memory.arena.release(mark);
  }
}

function allocate(memory: LinearMemory, elements: number): Address {
  return memory.arena.allocate(elements * memory.elementBytes);
}

/** Returns a matrix of numbers between -2 and 2, the same each time. */
function filled(memory: LinearMemory, rows: number, columns: number, transposed: boolean): Matrix {
  const address = allocate(memory, rows * columns);
  const numbers = Float32Array.from({ length: rows * columns }, (_, i) => 2 * Math.sin(1 + i * 1.7));
  memory.write(address, numbers);
  return transposed ? new Matrix(address, columns, rows).transposed : new Matrix(address, rows, columns);
}

function read(memory: LinearMemory, address: Address, elements: number): Float64Array {
  return Float64Array.from(memory.view(address, elements));
}

function agree([actual, expected]: readonly Float64Array[]): boolean {
  return (
    actual?.every((x, i) => {
      const y = expected?.[i] ?? Number.NaN;
      return Math.abs(x - y) <= TOLERANCE * (1 + Math.abs(y));
    }) ?? false
  );
}
