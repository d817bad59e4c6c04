import { type FunctionBuilder, type Local, ModuleBuilder } from '../../../wasm/assembler.js';
import { type Code, f32, f32x4, i32, v128 } from '../../../wasm/instructions.js';
import { multiplyAdd } from './tile.js';

/**
 * The exported functions of the vector module, for a left-hand side of one row: (a, b, bStride, c, depth, columns, accumulate),
 * a contiguous, `bStride` the bytes between the contiguous rows or columns of b. `depth` and `columns` are at least 1.
 */
export type VectorProduct = (
  a: number,
  b: number,
  bStride: number,
  c: number,
  depth: number,
  columns: number,
  accumulate: number,
) => void;

const PARAMETERS = ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'] as const;
/** Vectors of c that are summed side by side; eight cover the latency of two multiply-adds per cycle. */
const WIDTHS = [8, 4, 2, 1];

/** The module of the products of one row with a matrix. */
export function vectorModule(relaxed: boolean): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.function('byRows', { parameters: PARAMETERS }, (f) => buildByRows(f, relaxed));
  module.function('byColumns', { parameters: PARAMETERS }, (f) => buildByColumns(f, relaxed));
  return module.encode();
}

/** b with contiguous rows: each lane of c has one accumulator, and k ascends. */
function buildByRows(f: FunctionBuilder, relaxed: boolean): void {
  const [a, b, stride, c, depth, columns, accumulate] = f.parameters as Seven;
  const sums = Array.from({ length: WIDTHS[0] as number }, () => f.local('v128'));
  const zero = f.local('v128');
  const left = f.local('v128');
  const x = f.local('i32');
  const row = f.local('i32');
  const remaining = f.local('i32');

  const block = (
    sums: readonly Local[],
    load: (offset: number, address: Code) => Code,
    store: (value: Code, offset: number) => Code,
  ) => {
    f.if(
      accumulate.get,
      () => sums.forEach((sum, j) => f.set(sum, load(16 * j, c.get))),
      () => sums.forEach((sum) => f.set(sum, zero.get)),
    );
    f.set(x, a.get);
    f.set(row, b.get);
    f.set(remaining, depth.get);
    f.doWhile(
      () => {
        f.set(left, v128.load32Splat(x.get));
        sums.forEach((sum, j) => f.set(sum, multiplyAdd(relaxed, left.get, load(16 * j, row.get), sum.get)));
        f.increment(x, i32.const(4));
        f.increment(row, stride.get);
        f.increment(remaining, i32.const(-1));
      },
      () => remaining.get,
    );
    sums.forEach((sum, j) => f.emit(store(sum.get, 16 * j)));
  };
  const advance = (count: number) => {
    f.increment(b, i32.const(4 * count));
    f.increment(c, i32.const(4 * count));
    f.increment(columns, i32.const(-count));
  };

  for (const width of WIDTHS) {
    f.while(
      () => i32.geU(columns.get, i32.const(4 * width)),
      () => {
        block(
          sums.slice(0, width),
          (offset, address) => v128.load(address, offset),
          (value, offset) => v128.store(c.get, value, offset),
        );
        advance(4 * width);
      },
    );
  }
  f.while(
    () => columns.get,
    () => {
      block(
        sums.slice(0, 1),
        (_, address) => v128.load32Zero(address),
        (value) => v128.store32Lane(c.get, value, 0),
      );
      advance(1);
    },
  );
}

/**
 * b with contiguous columns: a dot product for each column, four partial sums in the lanes of a vector, which are added at the
 * end, then what is left of k one by one. So the order of summation differs from that of every other product.
 */
function buildByColumns(f: FunctionBuilder, relaxed: boolean): void {
  const [a, b, stride, c, depth, columns, accumulate] = f.parameters as Seven;
  const sums = Array.from({ length: 8 }, () => f.local('v128'));
  const pointers = Array.from({ length: 8 }, () => f.local('i32'));
  const left = f.local('v128');
  const x = f.local('i32');
  const remaining = f.local('i32');
  const total = f.local('f32');

  const block = (width: number) => {
    const used = sums.slice(0, width);
    const zero = f32x4.const(0);
    used.forEach((sum) => f.set(sum, zero));
    pointers
      .slice(0, width)
      .forEach((pointer, j) =>
        f.set(pointer, j === 0 ? b.get : i32.add((pointers[j - 1] as Local).get, stride.get)),
      );
    const sweep = (load: (address: Code) => Code, step: number) => {
      f.set(left, load(x.get));
      used.forEach((sum, j) =>
        f.set(sum, multiplyAdd(relaxed, left.get, load((pointers[j] as Local).get), sum.get)),
      );
      for (const pointer of [x, ...pointers.slice(0, width)]) f.increment(pointer, i32.const(4 * step));
      f.increment(remaining, i32.const(-step));
    };
    f.set(x, a.get);
    f.set(remaining, depth.get);
    f.while(
      () => i32.geU(remaining.get, i32.const(4)),
      () => sweep((address) => v128.load(address), 4),
    );
    f.while(
      () => remaining.get,
      () => sweep((address) => v128.load32Zero(address), 1),
    );
    used.forEach((sum, j) => {
      const lane = (i: number) => f32x4.extractLane(sum.get, i);
      f.set(total, f32.add(f32.add(lane(0), lane(1)), f32.add(lane(2), lane(3))));
      f.if(accumulate.get, () => f.set(total, f32.add(f32.load(c.get, 4 * j), total.get)));
      f.emit(f32.store(c.get, total.get, 4 * j));
    });
    f.increment(b, i32.mul(stride.get, i32.const(width)));
    f.increment(c, i32.const(4 * width));
    f.increment(columns, i32.const(-width));
  };

  for (const width of [8, 1])
    f.while(
      () => i32.geU(columns.get, i32.const(width)),
      () => block(width),
    );
}

type Seven = readonly [Local, Local, Local, Local, Local, Local, Local];
