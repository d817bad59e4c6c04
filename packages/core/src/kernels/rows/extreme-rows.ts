import type { Address } from '../../memory/block-allocator.js';
import type { Floats, LinearMemory } from '../../memory/linear-memory.js';
import { f32, f32x4, i32, v128 } from '../../wasm/instructions.js';
import type { Linker } from '../../wasm/linker.js';
import type { Cutter, KernelFamily } from '../kernel-family.js';
import { cutRows } from './cut-rows.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { sweep } from './sweep.js';

/** `y[r]`: the extreme of row r, NaN if one of its numbers is. x: [rows, columns], y: [rows]. */
type ExtremeRows = (x: Address, rows: number, columns: number, y: Address) => void;

/** The largest and the smallest number of each row. */
export interface ExtremeRowsKernels {
  /** `y[r] = max_j x[r, j]`, NaN if a number is NaN. x: [rows, columns], y: [rows]. */
  readonly max: ExtremeRows;

  /** `y[r] = min_j x[r, j]`, NaN if a number is NaN. x: [rows, columns], y: [rows]. */
  readonly min: ExtremeRows;
}

const CUTTER: Cutter<Parameters<ExtremeRows>> = {
  elements: (_, rows, columns) => rows * columns,
  cut: (x, rows, columns, y) =>
    cutRows(rows, columns, (skip, count, first) => [x + skip, count, columns, y + 4 * first]),
};

export const extremeRowsKernels: KernelFamily<ExtremeRowsKernels> = {
  name: 'extremeRows',

  reference: (memory) => ({ max: reference(memory, Math.max), min: reference(memory, Math.min) }),

  cuts: { max: CUTTER, min: CUTTER },

  generate: ({ linker }) => ({ max: generate(linker, 'max'), min: generate(linker, 'min') }),
};

function reference(memory: LinearMemory, join: (a: number, b: number) => number): ExtremeRows {
  return (x, rows, columns, y) => {
    extremeRows(memory.floats, memory.indexOf(x), rows, columns, memory.indexOf(y), join);
  };
}

/** `y[r]`: all numbers of row r, reduced by `join`. `x` and `y` are indices in `floats`. */
export function extremeRows(
  floats: Floats,
  x: number,
  rows: number,
  columns: number,
  y: number,
  join: (a: number, b: number) => number,
): void {
  for (let r = 0; r < rows; r++) {
    const start = x + r * columns;
    let extreme = floats[start] as number;
    for (let j = 1; j < columns; j++) extreme = join(extreme, floats[start + j] as number);
    floats[y + r] = extreme;
  }
}

/** Generates the kernel (x, rows, columns, y). */
function generate(linker: Linker, kind: 'max' | 'min'): ExtremeRows {
  const parameters = { x: 'i32', rows: 'i32', columns: 'i32', y: 'i32' } as const;
  const join = f32x4[kind];
  return generatedKernel(linker, parameters, (f, { x, rows, columns, y }) => {
    const bytes = bytesOf(f, columns);
    const found = f.local('v128');
    const least = f32x4.const(kind === 'max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
    repeat(f, rows, () => {
      f.set(found, least);
      sweep(f, [x], bytes, ({ load }) => f.set(found, join(found.get, load(x, least))));
      for (const lanes of [
        [2, 3, 0, 1],
        [1, 0, 3, 2],
      ] as const) {
        f.set(found, join(found.get, v128.shuffle32(found.get, found.get, lanes)));
      }
      f.emit(f32.store(y.get, f32x4.extractLane(found.get, 0)));
      f.increment(y, i32.const(4));
    });
  });
}
