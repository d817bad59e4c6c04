import type { Local, ModuleBuilder } from '../../../wasm/assembler.js';
import { type Code, f32x4, i32, v128 } from '../../../wasm/instructions.js';

/** How the left-hand side lies: `rows` if each row is contiguous (along k), `columns` if each column is. */
export type LeftLayout = 'rows' | 'columns';

/** A tile of c that is computed in registers: `rows` x `columns` numbers, `unroll` steps over k per round of the loop. */
export interface TileShape {
  readonly rows: number;
  /** 4 or 8. */
  readonly columns: number;
  readonly unroll: number;
}

/** The arguments of a tile function, in order. All are addresses, distances in bytes, or counts. */
export interface TileArguments {
  readonly a: Code;
  /** Layout `rows`: from a row of a to the next; `columns`: from a step over k to the next. */
  readonly aStride: Code;
  readonly b: Code;
  /** From a row of b, or of its panel, to the next. */
  readonly bStride: Code;
  /** From a panel of b, `columns` wide, to the next. */
  readonly bPanel: Code;
  readonly c: Code;
  /** From a row of c to the next. */
  readonly cStride: Code;
  /** How many steps over k; at least 1. */
  readonly depth: Code;
  /** How many panels; at least 1. */
  readonly panels: Code;
  /** Whether the sums start from c (1) or from 0 (0). */
  readonly load: Code;
}

/** The operands of a call of a tile function. */
export function tileOperands(t: TileArguments): Code[] {
  return [t.a, t.aStride, t.b, t.bStride, t.bPanel, t.c, t.cStride, t.depth, t.panels, t.load];
}

/** `accumulator + x * y`: rounded once where the machine can (`relaxed`), or twice. */
export function multiplyAdd(relaxed: boolean, x: Code, y: Code, accumulator: Code): Code {
  return relaxed ? f32x4.relaxedMadd(x, y, accumulator) : f32x4.add(accumulator, f32x4.mul(x, y));
}

/**
 * Adds the function that sweeps `rows` rows of a over the panels of b, one tile of c after the other:
 * `c[i, j] = (load ? c[i, j] : 0) + Σ_k a[i, k] b[k, j]`. Each element has one accumulator, and k ascends, so that without
 * fused multiply-add the result depends on no tile shape. Returns the index of the function.
 */
export function addTile(
  module: ModuleBuilder,
  layout: LeftLayout,
  shape: TileShape,
  relaxed: boolean,
): number {
  const name = `tile${shape.rows}x${shape.columns}`;
  return module.function(name, { parameters: Array.from({ length: 10 }, () => 'i32' as const) }, (f) => {
    const [a, aStride, b, bStride, bPanel, c, cStride, depth, panels, load] =
      f.parameters as readonly Local[] as TileLocals;
    const { rows, columns, unroll } = shape;
    const width = columns / 4;
    const zero = f.local('v128');
    const sums = Array.from({ length: rows }, () => Array.from({ length: width }, () => f.local('v128')));
    const right = Array.from({ length: width }, () => f.local('v128'));
    const left = f.local('v128');
    const pointers = Array.from({ length: layout === 'rows' ? rows : 1 }, () => f.local('i32'));
    const bRow = f.local('i32');
    const cRow = f.local('i32');
    const remaining = f.local('i32');

    const forEachVectorOfC = (visit: (sum: Local, offset: number) => void) => {
      f.set(cRow, c.get);
      sums.forEach((row, i) => {
        if (i > 0) f.increment(cRow, cStride.get);
        row.forEach((sum, j) => visit(sum, 16 * j));
      });
    };

    /** One step over k: `u` is its number in the unrolled round. */
    const step = (u: number) => {
      right.forEach((vector, j) => f.set(vector, v128.load(bRow.get, 16 * j)));
      f.increment(bRow, bStride.get);
      sums.forEach((row, i) => {
        const source = layout === 'rows' ? pointers[i] : pointers[0];
        const offset = layout === 'rows' ? 4 * u : 4 * i;
        if (source !== undefined) f.set(left, v128.load32Splat(source.get, offset));
        row.forEach((sum, j) => {
          const vector = right[j] as Local;
          f.set(sum, multiplyAdd(relaxed, left.get, vector.get, sum.get));
        });
      });
      if (layout === 'columns') for (const pointer of pointers) f.increment(pointer, aStride.get);
    };

    /** `count` steps over k, then the condition to go on. */
    const round = (count: number) => {
      for (let u = 0; u < count; u++) step(u);
      if (layout === 'rows') for (const pointer of pointers) f.increment(pointer, i32.const(4 * count));
      f.set(remaining, i32.sub(remaining.get, i32.const(count)));
    };

    f.doWhile(
      () => {
        f.if(
          load.get,
          () => forEachVectorOfC((sum, offset) => f.set(sum, v128.load(cRow.get, offset))),
          () => {
            for (const sum of sums.flat()) f.set(sum, zero.get);
          },
        );
        pointers.forEach((pointer, i) =>
          f.set(pointer, i === 0 ? a.get : i32.add((pointers[i - 1] as Local).get, aStride.get)),
        );
        f.set(bRow, b.get);
        f.set(remaining, depth.get);
        if (unroll > 1)
          f.while(
            () => i32.geU(remaining.get, i32.const(unroll)),
            () => round(unroll),
          );
        f.while(
          () => remaining.get,
          () => round(1),
        );
        forEachVectorOfC((sum, offset) => f.emit(v128.store(cRow.get, sum.get, offset)));
        f.increment(b, bPanel.get);
        f.increment(c, i32.const(4 * columns));
        f.set(panels, i32.sub(panels.get, i32.const(1)));
      },
      () => panels.get,
    );
  });
}

type TileLocals = readonly [Local, Local, Local, Local, Local, Local, Local, Local, Local, Local];
