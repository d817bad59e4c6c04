import type { Address } from '../../memory/block-allocator.js';
import type { Floats } from '../../memory/linear-memory.js';
import { f32x4, i32, v128 } from '../../wasm/instructions.js';
import type { Linker } from '../../wasm/linker.js';
import { type Rounding, VectorMath } from '../../wasm/simd-math/vector-math.js';
import type { KernelFamily } from '../kernel-family.js';
import { cutRows } from './cut-rows.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { sweep } from './sweep.js';

/** Repetition along one axis, the gradient of a sum over it. */
export interface SpreadAxisKernels {
  /** `y[o, a, i] = scale * x[o, i]`, or `+=`. x: [outer, inner], y: [outer, axis, inner]. */
  readonly spreadAxis: (
    x: Address,
    outer: number,
    axis: number,
    inner: number,
    scale: number,
    y: Address,
    accumulate: boolean,
  ) => void;
}

export const spreadAxisKernels: KernelFamily<SpreadAxisKernels> = {
  name: 'spreadAxis',

  reference: (memory) => ({
    spreadAxis(x, outer, axis, inner, scale, y, accumulate) {
      const [from, to] = [memory.indexOf(x), memory.indexOf(y)];
      spreadAxis(memory.floats, from, outer, axis, inner, scale, to, accumulate);
    },
  }),

  cuts: {
    spreadAxis: {
      elements: (_, outer, axis, inner) => outer * axis * inner,
      cut: (x, outer, axis, inner, scale, y, accumulate) =>
        outer === 1 && inner > 1
          ? cutRows(axis, inner, (skip, count) => [x, 1, count, inner, scale, y + skip, accumulate])
          : cutRows(outer, axis * inner, (skip, count, first) => [
              x + 4 * first * inner,
              count,
              axis,
              inner,
              scale,
              y + skip,
              accumulate,
            ]),
    },
  },

  generate({ linker, rounding }) {
    const [fill, addToRows] = [fillRows(linker, 'assign'), fillRows(linker, 'add')];
    const [repeated, addRepeated] = [
      repeatRows(linker, rounding, 'assign'),
      repeatRows(linker, rounding, 'add'),
    ];
    return {
      spreadAxis(x, outer, axis, inner, scale, y, accumulate) {
        // A copy along no axis is one row: a program that adds biases has the kernel of rows already.
        if (axis === 1) (accumulate ? addRepeated : repeated)(x, 1, 1, outer * inner, scale, y);
        else if (inner === 1) (accumulate ? addToRows : fill)(x, outer, axis, scale, y);
        else (accumulate ? addRepeated : repeated)(x, outer, axis, inner, scale, y);
      },
    };
  },
};

/**
 * `y[o, a, i] = scale * x[o, i]`, or `+=` if `accumulate`: the gradient of `sumAxis`, as `sumAxis`
 * is its own.
 */
export function spreadAxis(
  floats: Floats,
  x: number,
  outer: number,
  axis: number,
  inner: number,
  scale: number,
  y: number,
  accumulate: boolean,
): void {
  let target = y;
  for (let o = 0; o < outer; o++) {
    for (let a = 0; a < axis; a++) {
      for (let i = 0; i < inner; i++) {
        const value = scale * (floats[x + o * inner + i] as number);
        floats[target] = accumulate ? (floats[target] as number) + value : value;
        target++;
      }
    }
  }
}

const UNROLL = 2;

type Mode = 'assign' | 'add';

/** Generates the kernel (x, rows, columns, scale, y), `y[r, j] = scale * x[r]`, or `+=`. */
function fillRows(linker: Linker, mode: Mode) {
  const parameters = { x: 'i32', rows: 'i32', columns: 'i32', scale: 'f32', y: 'i32' } as const;
  return generatedKernel(linker, parameters, (f, { x, rows, columns, scale, y }) => {
    const bytes = bytesOf(f, columns);
    const factor = f.let('v128', f32x4.splat(scale.get));
    const value = f.local('v128');
    repeat(f, rows, () => {
      f.set(value, f32x4.mul(v128.load32Splat(x.get), factor.get));
      f.increment(x, i32.const(4));
      sweep(
        f,
        [y],
        bytes,
        ({ load, store }) => store(y, mode === 'add' ? f32x4.add(load(y), value.get) : value.get),
        UNROLL,
      );
    });
  });
}

/** Generates the kernel (x, outer, rows, columns, scale, y), `y[o, r, j] = scale * x[o, j]`, or `+=`. */
function repeatRows(linker: Linker, rounding: Rounding, mode: Mode) {
  const parameters = { x: 'i32', outer: 'i32', rows: 'i32', columns: 'i32', scale: 'f32', y: 'i32' } as const;
  return generatedKernel(linker, parameters, (f, { x, outer, rows, columns, scale, y }) => {
    const v = new VectorMath(f, rounding);
    const bytes = bytesOf(f, columns);
    const factor = v.let(f32x4.splat(scale.get));
    const count = f.local('i32');
    const from = f.local('i32');
    repeat(f, outer, () => {
      f.set(count, rows.get);
      repeat(f, count, () => {
        f.set(from, x.get);
        sweep(
          f,
          [from, y],
          bytes,
          ({ load, store }) =>
            store(y, mode === 'add' ? v.madd(load(from), factor, load(y)) : f32x4.mul(load(from), factor)),
          UNROLL,
        );
      });
      f.increment(x, bytes.get);
    });
  });
}
