import type { Address } from '../../memory/block-allocator.js';
import type { Floats } from '../../memory/linear-memory.js';
import { call, ModuleBuilder } from '../../wasm/assembler.js';
import { i32 } from '../../wasm/instructions.js';
import type { Linker, WasmFunction } from '../../wasm/linker.js';
import type { KernelFamily } from '../kernel-family.js';
import { addCopy } from '../product/copy.js';
import { bytes } from '../product/integers.js';
import { locals, parameters, takes } from '../product/locals.js';
import { addTranspose } from '../product/transpose.js';
import { repeat } from './generated-kernel.js';

/** Transposes of matrices. */
export interface TransposeKernels {
  /**
   * `y[o, j, i] = x[o, i, j]`, or `+=`. x: [outer, rows, columns], y: [outer, columns, rows], apart
   * from each other.
   */
  readonly transpose: (
    x: Address,
    outer: number,
    rows: number,
    columns: number,
    y: Address,
    accumulate: boolean,
  ) => void;
}

export const transposeKernels: KernelFamily<TransposeKernels> = {
  name: 'transpose',

  reference: (memory) => ({
    transpose(x, outer, rows, columns, y, accumulate) {
      transpose(memory.floats, memory.indexOf(x), outer, rows, columns, memory.indexOf(y), accumulate);
    },
  }),

  generate({ linker }) {
    const [assign, add] = [generate(linker, 'assign'), generate(linker, 'add')];
    return {
      transpose(x, outer, rows, columns, y, accumulate) {
        if (rows > 0 && columns > 0) (accumulate ? add : assign)(x, outer, rows, columns, y);
      },
    };
  },
};

/**
 * `y[o, j, i] = x[o, i, j]`, or `+=` if `accumulate`. `x` and `y` are indices in `floats`. Its
 * gradient is itself with rows and columns exchanged.
 */
export function transpose(
  floats: Floats,
  x: number,
  outer: number,
  rows: number,
  columns: number,
  y: number,
  accumulate: boolean,
): void {
  const size = rows * columns;
  for (let start = 0; start < outer * size; start += size) {
    for (let j = 0, target = y + start; j < columns; j++) {
      for (let i = 0; i < rows; i++, target++) {
        const value = floats[x + start + i * columns + j] as number;
        floats[target] = accumulate ? (floats[target] as number) + value : value;
      }
    }
  }
}

/** Generates the kernel (x, outer, rows, columns, y) at its first call. */
function generate(linker: Linker, mode: 'assign' | 'add'): WasmFunction {
  let kernel: WasmFunction | undefined;
  return (...values) => {
    kernel ??= linker.link(transposeModule(mode), ['all']).all;
    return kernel(...values);
  };
}

function transposeModule(mode: 'assign' | 'add'): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const one = addTranspose(module, addCopy(module, mode), mode);
  module.function('all', takes(5), (f) => {
    const [x, outer, rows, columns, y] = parameters(f, 5);
    const [size] = locals(f, 1);
    f.set(size, bytes(i32.mul(rows.get, columns.get)));
    repeat(f, outer, () => {
      const [fromRow, toRow] = [bytes(columns.get), bytes(rows.get)];
      f.emit(call(one, x.get, fromRow, rows.get, columns.get, y.get, toRow));
      f.increment(x, size.get);
      f.increment(y, size.get);
    });
  });
  return module.encode();
}
