import type { Address } from '../../memory/block-allocator.js';
import type { Floats } from '../../memory/linear-memory.js';
import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { type Code, f32, f32x4, f64, f64x2, i32, v128 } from '../../wasm/instructions.js';
import type { Linker } from '../../wasm/linker.js';
import { type Rounding, VectorMath } from '../../wasm/simd-math/vector-math.js';
import type { KernelFamily } from '../kernel-family.js';
import { cutRows } from './cut-rows.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { scaleRow } from './row-steps.js';
import { type Group, sweep } from './sweep.js';
import { WideSum, wideSum } from './wide-sum.js';

/** Rows of mean 0 and variance 1. */
export interface StandardizeRowsKernels {
  /**
   * `y[r, :] = (x[r, :] - mean) * inverses[r]` with `inverses[r] = 1 / √(variance + eps)`, by the
   * mean and the (biased) variance of the row. x, y: [rows, columns]; inverses: [rows].
   */
  readonly standardizeRows: (
    x: Address,
    rows: number,
    columns: number,
    eps: number,
    y: Address,
    inverses: Address,
  ) => void;

  /**
   * The mean and the (biased) variance of each row, computed in double precision. means, variances:
   * [rows].
   */
  readonly moments: (x: Address, rows: number, columns: number, means: Address, variances: Address) => void;

  /** `dx[r, j] += inverses[r] (dy[r, j] - mean_k dy[r, k] - y[r, j] mean_k dy[r, k] y[r, k])`. */
  readonly standardizeRowsGradient: (
    y: Address,
    inverses: Address,
    dy: Address,
    rows: number,
    columns: number,
    dx: Address,
  ) => void;
}

export const standardizeRowsKernels: KernelFamily<StandardizeRowsKernels> = {
  name: 'standardizeRows',

  reference: (memory) => ({
    standardizeRows(x, rows, columns, eps, y, inverses) {
      const [from, to, inversesIndex] = [memory.indexOf(x), memory.indexOf(y), memory.indexOf(inverses)];
      standardizeRows(memory.floats, from, rows, columns, eps, to, inversesIndex);
    },
    moments(x, rows, columns, means, variances) {
      const [from, meansIndex] = [memory.indexOf(x), memory.indexOf(means)];
      const variancesIndex = memory.indexOf(variances);
      for (let r = 0; r < rows; r++) {
        const { mean, variance } = momentsOf(memory.floats, from + r * columns, columns);
        memory.floats[meansIndex + r] = mean;
        memory.floats[variancesIndex + r] = variance;
      }
    },
    standardizeRowsGradient(y, inverses, dy, rows, columns, dx) {
      const [yIndex, inversesIndex] = [memory.indexOf(y), memory.indexOf(inverses)];
      const [dyIndex, dxIndex] = [memory.indexOf(dy), memory.indexOf(dx)];
      standardizeRowsGradient(memory.floats, yIndex, inversesIndex, dyIndex, rows, columns, dxIndex);
    },
  }),

  cuts: {
    standardizeRows: {
      elements: (_, rows, columns) => rows * columns,
      cut: (x, rows, columns, eps, y, inverses) =>
        cutRows(rows, columns, (skip, count, first) => [
          x + skip,
          count,
          columns,
          eps,
          y + skip,
          inverses + 4 * first,
        ]),
    },
    standardizeRowsGradient: {
      elements: (_, __, ___, rows, columns) => rows * columns,
      cut: (y, inverses, dy, rows, columns, dx) =>
        cutRows(rows, columns, (skip, count, first) => [
          y + skip,
          inverses + 4 * first,
          dy + skip,
          count,
          columns,
          dx + skip,
        ]),
    },
  },

  generate({ linker, rounding }) {
    const [standardize, moments, gradient] = [
      forward(linker),
      rowMoments(linker),
      backward(linker, rounding),
    ];
    return {
      standardizeRows(x, rows, columns, eps, y, inverses) {
        standardize(x, rows, columns, 1 / columns, eps, y, inverses);
      },
      moments(x, rows, columns, means, variances) {
        moments(x, rows, columns, 1 / columns, means, variances);
      },
      standardizeRowsGradient(y, inverses, dy, rows, columns, dx) {
        gradient(y, inverses, dy, rows, columns, 1 / columns, dx);
      },
    };
  },
};

/**
 * `y[r, j] = (x[r, j] - mean) / √(variance + eps)` with the moments of row r, the variance divided
 * by the count; `inverses[r]` is the `1 / √(variance + eps)` of the row. x, y: [rows, columns]; all
 * are indices in `floats`, and x and y may be equal.
 */
export function standardizeRows(
  floats: Floats,
  x: number,
  rows: number,
  columns: number,
  eps: number,
  y: number,
  inverses: number,
): void {
  for (let r = 0; r < rows; r++) {
    const from = x + r * columns;
    const to = y + r * columns;
    const { mean, variance } = momentsOf(floats, from, columns);
    const inverse = 1 / Math.sqrt(variance + eps);
    floats[inverses + r] = inverse;
    for (let j = 0; j < columns; j++) floats[to + j] = ((floats[from + j] as number) - mean) * inverse;
  }
}

/** Returns the mean and the variance, divided by the count, of `length` numbers from index `x` on. */
function momentsOf(
  floats: Floats,
  x: number,
  length: number,
): { readonly mean: number; readonly variance: number } {
  let sum = 0;
  for (let i = x; i < x + length; i++) sum += floats[i] as number;
  const mean = sum / length;
  let squares = 0;
  for (let i = x; i < x + length; i++) squares += ((floats[i] as number) - mean) ** 2;
  return { mean, variance: squares / length };
}

/** `dx[r, j] += inverses[r] (dy[r, j] - mean_k dy[r, k] - y[r, j] mean_k dy[r, k] y[r, k])`. */
export function standardizeRowsGradient(
  floats: Floats,
  y: number,
  inverses: number,
  dy: number,
  rows: number,
  columns: number,
  dx: number,
): void {
  for (let r = 0; r < rows; r++) {
    const start = r * columns;
    let sum = 0;
    let product = 0;
    for (let j = start; j < start + columns; j++) {
      sum += floats[dy + j] as number;
      product += (floats[dy + j] as number) * (floats[y + j] as number);
    }
    const inverse = floats[inverses + r] as number;
    for (let j = start; j < start + columns; j++) {
      const along = sum / columns + ((floats[y + j] as number) * product) / columns;
      floats[dx + j] = (floats[dx + j] as number) + inverse * ((floats[dy + j] as number) - along);
    }
  }
}

/** Generates `standardizeRows` (x, rows, columns, share, eps, y, inverses); `share` is `1 / columns`. */
function forward(linker: Linker) {
  const sizes = { x: 'i32', rows: 'i32', columns: 'i32', share: 'f64', eps: 'f64' } as const;
  const parameters = { ...sizes, y: 'i32', inverses: 'i32' } as const;
  return generatedKernel(linker, parameters, (f, { x, rows, columns, share, eps, y, inverses }) => {
    const bytes = bytesOf(f, columns);
    repeat(f, rows, () => {
      const mean = f.let('f64', f64.mul(wideSum(f, f.let('i32', x.get), bytes), share.get));
      const squares = centerRow(f, x, bytes, mean, f.let('i32', y.get));
      const deviation = f64.sqrt(f64.add(f64.mul(squares, share.get), eps.get));
      const inverse = f.let('f32', f32.demote(f64.div(f64.const(1), deviation)));
      f.emit(f32.store(inverses.get, inverse.get));
      f.increment(inverses, i32.const(4));
      scaleRow(f, y, bytes, f32x4.splat(inverse.get));
    });
  });
}

/** Generates `moments` (x, rows, columns, share, means, variances). */
function rowMoments(linker: Linker) {
  const sizes = { x: 'i32', rows: 'i32', columns: 'i32', share: 'f64' } as const;
  const parameters = { ...sizes, means: 'i32', variances: 'i32' } as const;
  return generatedKernel(linker, parameters, (f, { x, rows, columns, share, means, variances }) => {
    const bytes = bytesOf(f, columns);
    repeat(f, rows, () => {
      const mean = f.let('f64', f64.mul(wideSum(f, f.let('i32', x.get), bytes), share.get));
      const squares = centerRow(f, x, bytes, mean);
      f.emit(f32.store(means.get, f32.demote(mean.get)));
      f.emit(f32.store(variances.get, f32.demote(f64.mul(squares, share.get))));
      f.increment(means, i32.const(4));
      f.increment(variances, i32.const(4));
    });
  });
}

/**
 * Writes `x - mean` to y, if that is given, and returns the sum of its squares in double precision.
 * The mean is subtracted in two parts, so that the result has the rounding error of x alone, and
 * not that of a large mean. Both pointers end behind the row.
 */
function centerRow(f: FunctionBuilder, x: Local, bytes: Local, mean: Local, y?: Local): Code {
  const rounded = f.let('f32', f32.demote(mean.get));
  const rest = f32.demote(f64.sub(mean.get, f64.promote(rounded.get)));
  const [high, low] = [f.let('v128', f32x4.splat(rounded.get)), f.let('v128', f32x4.splat(rest))];
  const squares = new WideSum(f);
  squares.clear();
  sweep(f, y === undefined ? [x] : [x, y], bytes, ({ load, keep, store }: Group) => {
    const centered = f.let('v128', keep(f32x4.sub(f32x4.sub(load(x), high.get), low.get))).get;
    squares.add(centered, (two) => f64x2.mul(two, two));
    if (y !== undefined) store(y, centered);
  });
  return squares.total;
}

/** Generates `standardizeRowsGradient` (y, inverses, dy, rows, columns, share, dx). */
function backward(linker: Linker, rounding: Rounding) {
  const results = { y: 'i32', inverses: 'i32', dy: 'i32', rows: 'i32', columns: 'i32' } as const;
  const parameters = { ...results, share: 'f64', dx: 'i32' } as const;
  return generatedKernel(linker, parameters, (f, locals) => {
    const { y, inverses, dy, rows, columns, share, dx } = locals;
    const v = new VectorMath(f, rounding);
    const bytes = bytesOf(f, columns);
    const [sum, product] = [new WideSum(f), new WideSum(f)];
    const meanOf = ({ total }: WideSum) => v.let(f32x4.splat(f32.demote(f64.mul(total, share.get))));
    repeat(f, rows, () => {
      sum.clear();
      product.clear();
      const [yPointer, dyPointer] = [f.let('i32', y.get), f.let('i32', dy.get)];
      sweep(f, [yPointer, dyPointer], bytes, ({ load }) => {
        const slope = v.let(load(dyPointer));
        sum.add(slope);
        product.add(f32x4.mul(load(yPointer), slope));
      });
      const [meanSlope, meanProduct] = [meanOf(sum), meanOf(product)];
      const inverse = v.let(v128.load32Splat(inverses.get));
      f.increment(inverses, i32.const(4));
      sweep(f, [y, dy, dx], bytes, ({ load, store }) => {
        const across = v.nmadd(load(y), meanProduct, f32x4.sub(load(dy), meanSlope));
        store(dx, v.madd(inverse, across, load(dx)));
      });
    });
  });
}
