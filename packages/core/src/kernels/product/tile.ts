import type { Local, ModuleBuilder } from '../../wasm/assembler.js';
import { type Code, f32x4, i32, v128 } from '../../wasm/instructions.js';
import type { Rounding } from '../../wasm/simd-math/vector-math.js';
import { locals, parameters, takes } from './locals.js';

/** The number of the 16 vector registers of x64 that V8 leaves. */
export const REGISTERS = 15;

/** A tile of c that is computed in registers. */
export interface TileShape {
  readonly rows: number;
  /** 4, 8 or 16. */
  readonly columns: number;
  /** Steps over k in one round of the loop. */
  readonly unroll: number;
}

/** A tile function: of a tile, or of several tiles of neighboring panels at a time. */
export interface TileSweep extends TileShape {
  /**
   * Panels of b side by side while at least as many are left, so that a low strip has enough sums.
   * Default: 1.
   */
  readonly panels?: number;
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
  /** The number of steps over k, at least 1. */
  readonly depth: Code;
  /** The number of panels, at least 1. */
  readonly panels: Code;
  /** Whether the sums start from what c holds (not 0) or from zero (0). */
  readonly load: Code;
}

/** Returns the operands of a call of a tile function. */
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
 * panels of b, one tile of c after the other, or several side by side:
 * `c[i, j] = (load ? c[i, j] : 0) + Σ_k a[i, k] b[k, j]`. Each number has one accumulator, and k
 * ascends: without fused multiply-add the result depends on no tile shape. Returns the index of the
 * function.
 */
export function addTile(module: ModuleBuilder, shape: TileSweep, rounding: Rounding): number {
  const { rows, columns, unroll, panels: most = 1 } = shape;
  return module.function(`tile${rows}x${columns}`, takes(10), (f) => {
    const [a, aStride, b, bStride, bPanel, c, cStride, depth, panels, load] = parameters(f, 10);
    const zero = f.local('v128');
    // By panel, row and vector.
    const sums = Array.from({ length: most }, () =>
      Array.from({ length: rows }, () => locals(f, columns / 4, 'v128') as readonly Local[]),
    );
    const right = locals(f, columns / 4, 'v128') as readonly Local[];
    const left = locals(f, rows, 'v128') as readonly Local[];
    const pointers = locals(f, rows) as readonly Local[];
    const bRows = locals(f, most) as readonly Local[];
    const [cRow, end] = locals(f, 2);
    const first = pointers[0] as Local;

    /** Computes tiles of `count` panels at a time while as many are left. */
    const sweep = (count: number) => {
      const tiles = sums.slice(0, count);
      const starts = bRows.slice(0, count);
      // Numbers of a are read once for all panels if registers suffice, else again for each.
      const keepsLeft = count > 1 && (2 * count + 1) * rows + 2 <= REGISTERS;

      const forEachVectorOfC = (visit: (sum: Local, offset: number) => void) => {
        f.set(cRow, c.get);
        for (let i = 0; i < rows; i++) {
          if (i > 0) f.increment(cRow, cStride.get);
          tiles.forEach((tile, p) => tile[i]?.forEach((sum, j) => visit(sum, 4 * columns * p + 16 * j)));
        }
      };

      /** Step `u` over k of a round. */
      const step = (u: number) => {
        const loadLeft = (i: number) =>
          f.set(left[i] as Local, v128.load32Splat((pointers[i] as Local).get, 4 * u));
        if (keepsLeft) for (let i = 0; i < rows; i++) loadLeft(i);
        tiles.forEach((tile, p) => {
          const bRow = starts[p] as Local;
          right.forEach((vector, j) => f.set(vector, v128.load(bRow.get, 16 * j)));
          f.increment(bRow, bStride.get);
          tile.forEach((row, i) => {
            if (!keepsLeft) loadLeft(i);
            row.forEach((sum, j) =>
              f.set(sum, multiplyAdd(rounding, (left[i] as Local).get, (right[j] as Local).get, sum.get)),
            );
          });
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

      f.while(
        () => i32.geU(panels.get, i32.const(count)),
        () => {
          f.if(
            load.get,
            () => forEachVectorOfC((sum, offset) => f.set(sum, v128.load(cRow.get, offset))),
            () => tiles.flat(2).forEach((sum) => f.set(sum, zero.get)),
          );
          pointers.forEach((pointer, i) =>
            f.set(pointer, i === 0 ? a.get : i32.add((pointers[i - 1] as Local).get, aStride.get)),
          );
          for (const start of starts) {
            f.set(start, b.get);
            f.increment(b, bPanel.get);
          }
          if (unroll > 1) rounds(unroll);
          rounds(1);
          forEachVectorOfC((sum, offset) => f.emit(v128.store(cRow.get, sum.get, offset)));
          f.increment(c, i32.const(4 * columns * count));
          f.increment(panels, i32.const(-count));
        },
      );
    };

    f.set(end, i32.add(a.get, i32.shl(depth.get, i32.const(2))));
    if (most > 1) sweep(most);
    sweep(1);
  });
}
