import { call, type ModuleBuilder } from '../../wasm/assembler.js';
import { type Code, i32 } from '../../wasm/instructions.js';
import type { Rounding } from '../../wasm/simd-math/vector-math.js';
import { choosePanels } from './choose-tile.js';
import { copyOperands } from './copy.js';
import { parameters, takes } from './locals.js';
import { addTile, type TileShape, tileOperands } from './tile.js';

/** The arguments of the block function, in order. */
export interface BlockArguments {
  /** The left-hand side, rows contiguous. */
  readonly a: Code;
  readonly aStride: Code;
  /** The full panels of b, as a tile takes them. */
  readonly b: Code;
  readonly bStride: Code;
  readonly bPanel: Code;
  readonly c: Code;
  readonly cStride: Code;
  /** At least 1. */
  readonly rows: Code;
  /** At least 1. */
  readonly depth: Code;
  /** The number of full panels, which may be 0. */
  readonly panels: Code;
  readonly load: Code;
  /** The incomplete panel, packed. */
  readonly tail: Code;
  /** The number of its columns, or 0 if there is none. */
  readonly tailColumns: Code;
  /** Room for one tile of c. */
  readonly tile: Code;
}

/** Returns the operands of a call of the block function. */
export function blockOperands(b: BlockArguments): Code[] {
  const full = [b.a, b.aStride, b.b, b.bStride, b.bPanel, b.c, b.cStride, b.rows, b.depth, b.panels, b.load];
  return [...full, b.tail, b.tailColumns, b.tile];
}

/**
 * Adds the function that multiplies all rows of a with some panels of b: strip by strip of a, which
 * stays in the first-level cache while the panels pass by. Strips are as high as the tile, and those
 * of the rest `low` rows high, which divides it; `copy` is the copy function. Returns the function's
 * index.
 */
export function addBlock(
  module: ModuleBuilder,
  shape: TileShape,
  low: number,
  rounding: Rounding,
  copy: number,
): number {
  const half = shape.columns / 2;
  const strips = [shape.rows, low].map((rows) => ({
    rows,
    wide: addTile(module, { ...shape, rows, panels: choosePanels(rows, rounding) }, rounding),
    narrow: addTile(module, { rows, columns: half, unroll: 1 }, rounding),
  }));

  return module.function('block', takes(14), (f) => {
    const [a, aStride, b, bStride, bPanel, c, cStride, rows, depth, panels, load] = parameters(f, 11);
    const [tail, tailColumns, tile] = parameters(f, 3, 11);
    const corner = f.local('i32');

    const runStrip = ({ rows: stripRows, wide, narrow }: (typeof strips)[number]) => {
      const strip = { a: a.get, aStride: aStride.get, depth: depth.get, load: load.get };
      const full = { b: b.get, bStride: bStride.get, bPanel: bPanel.get, c: c.get, cStride: cStride.get };
      const operands = tileOperands({ ...strip, ...full, panels: panels.get });
      f.if(panels.get, () => f.emit(call(wide, ...operands)));

      // A tile of the incomplete panel is computed aside, between a copy of the columns that exist
      // there and back.
      const runTail = (columns: number, multiplyTile: number) => {
        const row = i32.const(4 * columns);
        const last = { b: tail.get, bStride: row, bPanel: i32.const(0), c: tile.get, cStride: row };
        const inC = { address: corner.get, rowStride: cStride.get, columnStride: i32.const(4) };
        const aside = { address: tile.get, rowStride: row, columnStride: i32.const(4) };
        const size = [i32.const(stripRows), tailColumns.get] as const;
        f.if(load.get, () => f.emit(call(copy, ...copyOperands(inC, aside, ...size))));
        f.emit(call(multiplyTile, ...tileOperands({ ...strip, ...last, panels: i32.const(1) })));
        f.emit(call(copy, ...copyOperands(aside, inC, ...size)));
      };
      f.if(tailColumns.get, () => {
        f.set(corner, i32.add(c.get, i32.mul(panels.get, i32.const(4 * shape.columns))));
        f.if(
          i32.gtU(tailColumns.get, i32.const(half)),
          () => runTail(shape.columns, wide),
          () => runTail(half, narrow),
        );
      });
    };

    for (const strip of strips) {
      const height = i32.const(strip.rows);
      f.while(
        () => i32.geU(rows.get, height),
        () => {
          runStrip(strip);
          f.increment(a, i32.mul(height, aStride.get));
          f.increment(c, i32.mul(height, cStride.get));
          f.increment(rows, i32.const(-strip.rows));
        },
      );
    }
  });
}
