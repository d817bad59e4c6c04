import type { Address } from '../../memory/block-allocator.js';
import type { Floats } from '../../memory/linear-memory.js';
import { f32, f64, i32 } from '../../wasm/instructions.js';
import type { Linker } from '../../wasm/linker.js';
import type { KernelFamily } from '../kernel-family.js';
import { cutRows } from './cut-rows.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';

/** Sums up to each element of an axis. */
export interface RunningSumsKernels {
  /**
   * `y[o, a, i] = Σ_{b <= a} x[o, b, i]`, or `b >= a` if `backwards`, or `+=`. Sums run in double
   * precision. x, y: [outer, axis, inner].
   */
  readonly runningSums: (
    x: Address,
    outer: number,
    axis: number,
    inner: number,
    backwards: boolean,
    y: Address,
    accumulate: boolean,
  ) => void;
}

export const runningSumsKernels: KernelFamily<RunningSumsKernels> = {
  name: 'runningSums',

  reference: (memory) => ({
    runningSums(x, outer, axis, inner, backwards, y, accumulate) {
      const [from, to] = [memory.indexOf(x), memory.indexOf(y)];
      runningSums(memory.floats, from, outer, axis, inner, backwards, to, accumulate);
    },
  }),

  cuts: {
    runningSums: {
      elements: (_, outer, axis, inner) => outer * axis * inner,
      cut: (x, outer, axis, inner, backwards, y, accumulate) =>
        cutRows(outer, axis * inner, (skip, count) => [
          x + skip,
          count,
          axis,
          inner,
          backwards,
          y + skip,
          accumulate,
        ]),
    },
  },

  generate({ linker }) {
    const [assign, add] = [generate(linker, 'assign'), generate(linker, 'add')];
    return {
      runningSums(x, outer, axis, inner, backwards, y, accumulate) {
        if (axis === 0) return;
        const start = backwards ? 4 * (axis - 1) * inner : 0;
        const step = backwards ? -4 * inner : 4 * inner;
        (accumulate ? add : assign)(x + start, outer, axis, inner, step, y + start);
      },
    };
  },
};

/**
 * `y[o, a, i] = Σ_{b <= a} x[o, b, i]`, or `b >= a` if `backwards`, or `+=` if `accumulate`. `x` and
 * `y` are indices in `floats`. Its gradient is itself in the other direction.
 */
export function runningSums(
  floats: Floats,
  x: number,
  outer: number,
  axis: number,
  inner: number,
  backwards: boolean,
  y: number,
  accumulate: boolean,
): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let sum = 0;
      for (let a = 0; a < axis; a++) {
        const place = (o * axis + (backwards ? axis - 1 - a : a)) * inner + i;
        sum += floats[x + place] as number;
        floats[y + place] = accumulate ? (floats[y + place] as number) + sum : sum;
      }
    }
  }
}

/** Generates the kernel (x, outer, axis, inner, step, y); `step` is in bytes. */
function generate(linker: Linker, mode: 'assign' | 'add') {
  const parameters = { x: 'i32', outer: 'i32', axis: 'i32', inner: 'i32', step: 'i32', y: 'i32' } as const;
  return generatedKernel(linker, parameters, (f, { x, outer, axis, inner, step, y }) => {
    const rest = f.let('i32', i32.mul(bytesOf(f, inner).get, i32.sub(axis.get, i32.const(1))));
    const [from, to, columns, count] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')];
    const sum = f.local('f64');
    repeat(f, outer, () => {
      f.set(columns, inner.get);
      repeat(f, columns, () => {
        f.set(from, x.get);
        f.set(to, y.get);
        f.set(sum, f64.const(0));
        f.set(count, axis.get);
        repeat(f, count, () => {
          f.set(sum, f64.add(sum.get, f64.promote(f32.load(from.get))));
          const value = mode === 'add' ? f64.add(f64.promote(f32.load(to.get)), sum.get) : sum.get;
          f.emit(f32.store(to.get, f32.demote(value)));
          f.increment(from, step.get);
          f.increment(to, step.get);
        });
        f.increment(x, i32.const(4));
        f.increment(y, i32.const(4));
      });
      f.increment(x, rest.get);
      f.increment(y, rest.get);
    });
  });
}
