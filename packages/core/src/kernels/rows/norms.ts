import type { Address } from '../../memory/block-allocator.js';
import type { Floats } from '../../memory/linear-memory.js';
import { type Code, f32, f64, f64x2, i32, v128 } from '../../wasm/instructions.js';
import type { Linker, WasmFunction } from '../../wasm/linker.js';
import type { KernelFamily } from '../kernel-family.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { halvesOf, sumsBeside } from './sum-axis.js';
import { sweep } from './sweep.js';
import { LARGEST, SUM, wideSum } from './wide-sum.js';

/** Sums of powers, and norms from them. `order` is 1, 2 or Infinity. */
export interface NormKernels {
  /**
   * `totals[j] = Σ_r |x[r, j]|^order`, or `max_r |x[r, j]|` for the order Infinity, accumulated and
   * stored in double precision, at a multiple of 8. NaN if a number is. x: [rows, columns]; totals:
   * [columns], with room for three more, to which 0 is added.
   */
  readonly totals: (x: Address, rows: number, columns: number, order: number, totals: Address) => void;

  /**
   * `norms[g]`: the norm of all numbers whose totals are `totals[g, :]`. totals: [groups, length]
   * of `totals`; norms: [groups].
   */
  readonly norms: (totals: Address, groups: number, length: number, order: number, norms: Address) => void;
}

export const normKernels: KernelFamily<NormKernels> = {
  name: 'norms',

  reference: (memory) => ({
    totals(x, rows, columns, order, totals) {
      for (let j = 0; j < columns; j++) {
        memory.doubles[totals / 8 + j] = totalOf(memory.floats, memory.indexOf(x) + j, rows, order, columns);
      }
    },
    norms(totals, groups, length, order, norms) {
      for (let g = 0; g < groups; g++) {
        const first = totals / 8 + g * length;
        memory.floats[memory.indexOf(norms) + g] = normOf(
          memory.doubles.subarray(first, first + length),
          order,
        );
      }
    },
  }),

  generate({ memory, linker }) {
    const ofNumbers = byOrder((order) => totalOfNumbers(linker, order));
    const ofColumns = byOrder((order) => totalsOfColumns(linker, order));
    const roots = byOrder((order) => normsOfTotals(linker, order));
    return {
      totals(x, rows, columns, order, totals) {
        if (columns === 1) return void ofNumbers(order)(x, rows, totals);
        memory.clear(totals, 2 * columns);
        ofColumns(order)(x, rows, columns, totals);
      },
      norms: (totals, groups, length, order, norms) => void roots(order)(totals, groups, length, norms),
    };
  },
};

/**
 * `Σ_i |x[i stride]|^order`, or the largest magnitude for the order Infinity, in double precision.
 * x: [length], from index `x` in `floats` on.
 */
export function totalOf(floats: Floats, x: number, length: number, order: number, stride = 1): number {
  let total = 0;
  for (let i = 0; i < length; i++) {
    const magnitude = Math.abs(floats[x + i * stride] as number);
    if (order === Number.POSITIVE_INFINITY) total = Math.max(total, magnitude);
    else total += magnitude ** order;
  }
  return total;
}

/** Returns the norm of all numbers that have these totals. */
export function normOf(totals: ArrayLike<number>, order: number): number {
  let total = 0;
  for (let i = 0; i < totals.length; i++) {
    total =
      order === Number.POSITIVE_INFINITY
        ? Math.max(total, totals[i] as number)
        : total + (totals[i] as number);
  }
  return order === 2 ? Math.sqrt(total) : total;
}

/** Returns a kernel for each order, generated at its first call. */
function byOrder(generate: (order: number) => WasmFunction): (order: number) => WasmFunction {
  const [magnitudes, squares, largest] = [generate(1), generate(2), generate(Number.POSITIVE_INFINITY)];
  return (order) => (order === 2 ? squares : order === 1 ? magnitudes : largest);
}

const joinOf = (order: number) => (order === Number.POSITIVE_INFINITY ? LARGEST : SUM);

/** Returns the power of a pair of numbers. Their code may be repeated. */
function powerOf(order: number): (pair: Code) => Code {
  return (pair) => (order === 2 ? f64x2.mul(pair, pair) : f64x2.abs(pair));
}

/** Generates the kernel (x, length, total). */
function totalOfNumbers(linker: Linker, order: number) {
  return generatedKernel(linker, { x: 'i32', length: 'i32', total: 'i32' }, (f, { x, length, total }) => {
    const sum = wideSum(f, x, bytesOf(f, length), powerOf(order), joinOf(order));
    f.emit(f64.store(total.get, sum));
  });
}

/**
 * Generates the kernel (x, rows, columns, totals), which joins what it finds to the totals that are
 * there.
 */
function totalsOfColumns(linker: Linker, order: number) {
  const parameters = { x: 'i32', rows: 'i32', columns: 'i32', totals: 'i32' } as const;
  const [power, join] = [powerOf(order), joinOf(order)];
  return generatedKernel(linker, parameters, (f, { x, rows, columns, totals }) => {
    const bytes = bytesOf(f, columns);
    repeat(f, rows, () => {
      const beside = sumsBeside(f, x, totals);
      sweep(f, [x], bytes, ({ load }) => {
        const four = f.let('v128', load(x)).get;
        const at = f.let('i32', beside(x)).get;
        halvesOf(four).forEach((half, index) => {
          const pair = f.let('v128', f64x2.promoteLowF32x4(half)).get;
          f.emit(v128.store(at, join.pairs(v128.load(at, 16 * index), power(pair)), 16 * index));
        });
      });
    });
  });
}

/** Generates the kernel (totals, groups, length, norms). */
function normsOfTotals(linker: Linker, order: number) {
  const parameters = { totals: 'i32', groups: 'i32', length: 'i32', norms: 'i32' } as const;
  return generatedKernel(linker, parameters, (f, { totals, groups, length, norms }) => {
    repeat(f, groups, () => {
      const total = f.let('f64', f64.const(0));
      const count = f.let('i32', length.get);
      repeat(f, count, () => {
        f.set(total, joinOf(order).numbers(total.get, f64.load(totals.get)));
        f.increment(totals, i32.const(8));
      });
      f.emit(f32.store(norms.get, f32.demote(order === 2 ? f64.sqrt(total.get) : total.get)));
      f.increment(norms, i32.const(4));
    });
  });
}
