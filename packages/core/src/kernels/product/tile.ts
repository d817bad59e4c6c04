import type { Local, ModuleBuilder } from '../../wasm/assembler.js';
import { type Code, f32x4, i32, v128 } from '../../wasm/instructions.js';
import type { Rounding } from '../../wasm/simd-math/vector-math.js';
import { locals, parameters, takes } from './locals.js';

/** A tile of c that is computed in registers. */
export interface TileShape {
  readonly rows: number;
  /** 4, 8 or 16. */
  readonly columns: number;
  /** Steps over k in one round of the loop. */
  readonly unroll: number;
}

/** The arguments of a tile function, in order: addresses, distances in bytes, counts. */
export interface TileArguments {
  readonly a: Code;
  /** From a row of a to the next. */
  readonly aStride: Code;
  readonly b: Code;
  /** From a row of b, or of its panel, to the next. */
  readonly bStride: Code;
  /** From a panel of b, which is as wide as a tile, to the next. */
  readonly bPanel: Code;
  readonly c: Code;
  /** From a row of c to the next. */
  readonly cStride: Code;
  /** How many steps over k; at least 1. */
  readonly depth: Code;
  /** How many panels; at least 1. */
  readonly panels: Code;
  /** Whether the sums start from what c holds (not 0) or from zero (0). */
  readonly load: Code;
}

/** The operands of a call of a tile function. */
export function tileOperands(t: TileArguments): Code[] {
  return [t.a, t.aStride, t.b, t.bStride, t.bPanel, t.c, t.cStride, t.depth, t.panels, t.load];
}

/**
 * `accumulator + x * y`: `relaxed` rounds once where the machine can, `strict` rounds the product
 * and the sum.
 */
export function multiplyAdd(rounding: Rounding, x: Code, y: Code, accumulator: Code): Code {
  return rounding === 'relaxed'
    ? f32x4.relaxedMadd(x, y, accumulator)
    : f32x4.add(accumulator, f32x4.mul(x, y));
}

/**
 * Adds the function that sweeps one strip of a, as high as a tile, its rows contiguous, over the
 * panels of b, one tile of c after the other:
 * `c[i, j] = (load ? c[i, j] : 0) + Σ_k a[i, k] b[k, j]`. Each number has one accumulator, and k
 * ascends: without fused multiply-add the result depends on no tile shape. Returns the index of the
 * function.
 */
export function addTile(module: ModuleBuilder, shape: TileShape, rounding: Rounding): number {
  return module.function(`tile${shape.rows}x${shape.columns}`, takes(10), (f) => {
    const [a, aStride, b, bStride, bPanel, c, cStride, depth, panels, load] = parameters(f, 10);
    const zero = f.local('v128');
    const sums: Local[][] = Array.from({ length: shape.rows }, () => [
      ...locals(f, shape.columns / 4, 'v128'),
    ]);
    const right = locals(f, shape.columns / 4, 'v128') as readonly Local[];
    const left = f.local('v128');
    const pointers = locals(f, shape.rows) as readonly Local[];
    const [bRow, cRow, end] = locals(f, 3);
    const first = pointers[0] as Local;

    const forEachVectorOfC = (visit: (sum: Local, offset: number) => void) => {
      f.set(cRow, c.get);
      sums.forEach((row, i) => {
        if (i > 0) f.increment(cRow, cStride.get);
        row.forEach((sum, j) => visit(sum, 16 * j));
      });
    };

    /** Step `u` over k of a round. */
    const step = (u: number) => {
      right.forEach((vector, j) => f.set(vector, v128.load(bRow.get, 16 * j)));
      f.increment(bRow, bStride.get);
      sums.forEach((row, i) => {
        f.set(left, v128.load32Splat((pointers[i] as Local).get, 4 * u));
        row.forEach((sum, j) =>
          f.set(sum, multiplyAdd(rounding, left.get, (right[j] as Local).get, sum.get)),
        );
      });
    };

    /** As many rounds of `steps` steps as fit into what remains. */
    const rounds = (steps: number) => {
      const round = () => {
        for (let u = 0; u < steps; u++) step(u);
        for (const pointer of pointers) f.increment(pointer, i32.const(4 * steps));
      };
      const last = steps === 1 ? end.get : i32.sub(end.get, i32.const(4 * (steps - 1)));
      f.while(() => i32.ltU(first.get, last), round);
    };

    f.set(end, i32.add(a.get, i32.shl(depth.get, i32.const(2))));
    f.doWhile(
      () => {
        f.if(
          load.get,
          () => forEachVectorOfC((sum, offset) => f.set(sum, v128.load(cRow.get, offset))),
          () => sums.flat().forEach((sum) => f.set(sum, zero.get)),
        );
        pointers.forEach((pointer, i) =>
          f.set(pointer, i === 0 ? a.get : i32.add((pointers[i - 1] as Local).get, aStride.get)),
        );
        f.set(bRow, b.get);
        if (shape.unroll > 1) rounds(shape.unroll);
        rounds(1);
        forEachVectorOfC((sum, offset) => f.emit(v128.store(cRow.get, sum.get, offset)));
        f.increment(b, bPanel.get);
        f.increment(c, i32.const(4 * shape.columns));
        f.increment(panels, i32.const(-1));
      },
      () => panels.get,
    );
  });
}
