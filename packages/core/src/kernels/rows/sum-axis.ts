import type { Address } from '../../memory/block-allocator.js';
import type { Floats, LinearMemory } from '../../memory/linear-memory.js';
import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { type Code, f32, f32x4, f64, f64x2, i32, v128 } from '../../wasm/instructions.js';
import type { Linker } from '../../wasm/linker.js';
import type { KernelFamily } from '../kernel-family.js';
import { cutColumns, cutRows } from './cut-rows.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { sweep } from './sweep.js';
import { wideSum } from './wide-sum.js';

/** Sums over one axis. */
export interface SumAxisKernels {
  /**
   * `y[o, i] = Σ_a x[o, a, i]`, or `+=`, summed in double precision. x: [outer, axis, inner], y:
   * [outer, inner]. Rows of x begin `stride` elements apart; `inner` by default.
   */
  readonly sumAxis: (
    x: Address,
    outer: number,
    axis: number,
    inner: number,
    y: Address,
    accumulate: boolean,
    stride?: number,
  ) => void;

  /** `y[i] += sums[i]`, rounded once. sums: [length] of `allocateSums`; y: [length]. */
  readonly addSums: (sums: Address, length: number, y: Address) => void;
}

/**
 * Allocates `length` double-precision zeros in the arena of a memory of either precision. A
 * pointwise program adds its `row` and `column` results to them, and `addSums` rounds them.
 */
export function allocateSums(memory: LinearMemory, length: number): Address {
  const bytes = sumBytes(length);
  const address = memory.arena.allocate(bytes);
  memory.clear(address, bytes / memory.elementBytes);
  return address;
}

/**
 * Returns the bytes of `length` sums, rounded up to whole vectors of single precision: kernels read
 * them four at a time.
 */
function sumBytes(length: number): number {
  return 8 * (length + 3);
}

export const sumAxisKernels: KernelFamily<SumAxisKernels> = {
  name: 'sumAxis',

  reference: (memory) => ({
    sumAxis(x, outer, axis, inner, y, accumulate, stride) {
      sumAxis(memory.floats, memory.indexOf(x), outer, axis, inner, memory.indexOf(y), accumulate, stride);
    },
    addSums(sums, length, y) {
      const { doubles, floats } = memory;
      const [from, to] = [sums / 8, memory.indexOf(y)];
      for (let i = 0; i < length; i++)
        floats[to + i] = (floats[to + i] as number) + (doubles[from + i] as number);
    },
  }),

  cuts: {
    sumAxis: {
      elements: (_, outer, axis, inner) => outer * axis * inner,
      cut: (x, outer, axis, inner, y, accumulate, stride = inner) =>
        outer === 1
          ? cutColumns(inner, (skip, count) => [x + skip, 1, axis, count, y + skip, accumulate, stride])
          : cutRows(outer, axis * stride, (skip, count, first) => [
              x + skip,
              count,
              axis,
              inner,
              y + 4 * first * inner,
              accumulate,
              stride,
            ]),
    },
  },

  generate({ memory, linker, scratch }) {
    const [sumRows, sumColumns] = [rowSums(linker), columnSums(linker)];
    return {
      sumAxis(x, outer, axis, inner, y, accumulate, stride = inner) {
        if (!accumulate) memory.clear(y, outer * inner);
        if (stride === 1) return void sumRows(x, outer, axis, y);
        const mark = scratch.mark();
        sumColumns(x, outer, axis, inner, y, scratch.allocate(sumBytes(inner)), stride);
        scratch.release(mark);
      },
      addSums: generatedKernel(linker, { sums: 'i32', length: 'i32', y: 'i32' }, (f, { sums, length, y }) =>
        addSums(f, sums, bytesOf(f, length), y),
      ),
    };
  },
};

/**
 * `y[o, i] = Σ_a x[o, a, i]`, or `+=` if `accumulate`, summed in double precision. x: [outer, axis,
 * inner], y: [outer, inner]. `x` and `y` are indices in `floats`. Its gradient is `spreadAxis`.
 */
export function sumAxis(
  floats: Floats,
  x: number,
  outer: number,
  axis: number,
  inner: number,
  y: number,
  accumulate: boolean,
  stride = inner,
): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const target = y + o * inner + i;
      let sum = accumulate ? (floats[target] as number) : 0;
      for (let a = 0; a < axis; a++) sum += floats[x + (o * axis + a) * stride + i] as number;
      floats[target] = sum;
    }
  }
}

/** Generates the kernel (x, rows, columns, y), `y[r] += Σ_j x[r, j]`. */
function rowSums(linker: Linker) {
  const parameters = { x: 'i32', rows: 'i32', columns: 'i32', y: 'i32' } as const;
  return generatedKernel(linker, parameters, (f, { x, rows, columns, y }) => {
    const bytes = bytesOf(f, columns);
    repeat(f, rows, () => {
      const sum = wideSum(f, x, bytes);
      f.emit(f32.store(y.get, f32.demote(f64.add(f64.promote(f32.load(y.get)), sum))));
      f.increment(y, i32.const(4));
    });
  });
}

/**
 * This many rows, a power of two, are summed in pairs in single precision before they are added in
 * double precision: two roundings, however many rows there are.
 */
const ROWS_PER_ROUND = 4;

/**
 * Generates the kernel (x, outer, rows, columns, y, sums, stride), `y[o, j] += Σ_r x[o, r, j]`;
 * `sums` is room for a row of sums.
 */
function columnSums(linker: Linker) {
  const parameters = {
    x: 'i32',
    outer: 'i32',
    rows: 'i32',
    columns: 'i32',
    y: 'i32',
    sums: 'i32',
    stride: 'i32',
  } as const;
  return generatedKernel(linker, parameters, (f, { x, outer, rows, columns, y, sums, stride }) => {
    const bytes = bytesOf(f, columns);
    const distance = bytesOf(f, stride);
    const [count, end] = [f.local('i32'), f.local('i32')];
    f.set(end, i32.add(sums.get, i32.shl(columns.get, i32.const(3))));
    repeat(f, outer, () => {
      const sum = f.let('i32', sums.get);
      f.while(
        () => i32.ltU(sum.get, end.get),
        () => {
          f.emit(v128.store(sum.get, f64x2.const(0)));
          f.emit(v128.store(sum.get, f64x2.const(0), 16));
          f.increment(sum, i32.const(32));
        },
      );
      f.set(count, i32.divU(rows.get, i32.const(ROWS_PER_ROUND)));
      repeat(f, count, () => addRows(f, x, ROWS_PER_ROUND, bytes, sums, distance));
      f.set(count, i32.remU(rows.get, i32.const(ROWS_PER_ROUND)));
      repeat(f, count, () => addRows(f, x, 1, bytes, sums, distance));
      addSums(f, sums, bytes, y);
      f.increment(y, bytes.get);
    });
  });
}

/** Adds the sum of the next `count` rows to the sums, and moves x behind them. */
function addRows(
  f: FunctionBuilder,
  x: Local,
  count: number,
  bytes: Local,
  sums: Local,
  distance: Local,
): void {
  const doubled = sumsBeside(f, x, sums);
  const rows = Array.from({ length: count }, () => {
    const row = f.let('i32', x.get);
    f.increment(x, distance.get);
    return row;
  }) as [Local, ...Local[]];
  sweep(f, rows, bytes, ({ index, load }) => {
    const four = f.let('v128', pairwiseSum(rows.map((row) => load(row)))).get;
    const at = f.let('i32', doubled(rows[0])).get;
    halvesOf(four).forEach((pair, half) => {
      const offset = 32 * index + 16 * half;
      f.emit(v128.store(at, f64x2.add(v128.load(at, offset), f64x2.promoteLowF32x4(pair)), offset));
    });
  });
}

/** Adds sums to the numbers at y. */
function addSums(f: FunctionBuilder, sums: Local, bytes: Local, y: Local): void {
  const to = f.let('i32', y.get);
  const doubled = sumsBeside(f, to, sums);
  sweep(f, [to], bytes, ({ load, store }) => {
    const at = f.let('i32', doubled(to)).get;
    const [low, high] = halvesOf(f.let('v128', load(to)).get).map((pair, half) =>
      roundedSum(pair, v128.load(at, 16 * half)),
    ) as [Code, Code];
    store(to, v128.shuffle32(low, high, [0, 1, 4, 5]));
  });
}

/** `pair + sums`, two numbers in single precision and two sums, rounded to the lower half of a vector. */
function roundedSum(pair: Code, sums: Code): Code {
  return f32x4.demoteF64x2Zero(f64x2.add(f64x2.promoteLowF32x4(pair), sums));
}

/** Returns the two lower and the two upper numbers of a vector, each as a lower half. */
export function halvesOf(four: Code): readonly [Code, Code] {
  return [four, v128.shuffle32(four, four, [2, 3, 0, 1])];
}

/**
 * Returns a function of the address of the sums of the numbers at a pointer, if the sums of the
 * numbers at `start` are at `sums`. Sums are twice as far apart as numbers.
 */
export function sumsBeside(f: FunctionBuilder, start: Local, sums: Local): (pointer: Local) => Code {
  const base = f.let('i32', i32.sub(sums.get, i32.shl(start.get, i32.const(1)))).get;
  return (pointer) => i32.add(base, i32.shl(pointer.get, i32.const(1)));
}

/** Returns the pairwise sum of vectors, whose number is a power of two. */
function pairwiseSum(vectors: readonly Code[]): Code {
  const [only] = vectors;
  if (vectors.length === 1 && only !== undefined) return only;
  const half = vectors.length / 2;
  return f32x4.add(pairwiseSum(vectors.slice(0, half)), pairwiseSum(vectors.slice(half)));
}
