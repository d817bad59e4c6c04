import type { FunctionBuilder, Local, ModuleBuilder } from '../../../wasm/assembler.js';
import { call } from '../../../wasm/assembler.js';
import { i32 } from '../../../wasm/instructions.js';
import { addPackStrip, PANEL_COLUMNS } from './pack.js';
import { addTile, type LeftLayout, type TileShape, tileOperands } from './tile.js';

/** The arguments of the block function, in order. */
export const BLOCK_PARAMETERS = 15;

/**
 * Adds the function that multiplies all rows of a, `depth` columns of it, with `panels` full panels of b and, if there is one,
 * the incomplete panel at the end. Parameters: a, aStride, b, bStride, bPanel, c, cStride, rows, depth, panels, load as
 * for a tile; then tail (the packed incomplete panel), tailColumns (0 if there is none), tile (scratch for a tile of c), strip
 * (scratch for a strip of a whose columns are contiguous, or 0 to read a where it is). Returns the function's index.
 */
export function addBlock(
  module: ModuleBuilder,
  layout: LeftLayout,
  shape: TileShape,
  relaxed: boolean,
): number {
  const heights = Array.from({ length: shape.rows }, (_, i) => shape.rows - i);
  const strips = heights.map((rows) => {
    const of = (columns: number) => addTile(module, layout, { ...shape, rows, columns }, relaxed);
    return {
      rows,
      wide: of(PANEL_COLUMNS),
      narrow: of(PANEL_COLUMNS / 2),
      pack: layout === 'columns' ? addPackStrip(module, rows) : undefined,
    };
  });
  const copy = addCopy(module);

  return module.function(
    'block',
    { parameters: Array.from({ length: BLOCK_PARAMETERS }, () => 'i32' as const) },
    (f) => {
      const [a, aStride, b, bStride, bPanel, c, cStride, rows, depth, panels, load] = f.parameters as Locals;
      const [tail, tailColumns, tile, strip] = f.parameters.slice(11) as readonly Local[] as readonly [
        Local,
        Local,
        Local,
        Local,
      ];
      const height = f.local('i32');
      const source = f.local('i32');
      const sourceStride = f.local('i32');
      const corner = f.local('i32');

      const runTiles = ({ rows, wide, narrow, pack }: (typeof strips)[number]) => {
        f.set(source, a.get);
        f.set(sourceStride, aStride.get);
        if (pack !== undefined) {
          f.if(strip.get, () => {
            f.emit(call(pack, a.get, aStride.get, depth.get, strip.get));
            f.set(source, strip.get);
            f.set(sourceStride, i32.const(4 * rows));
          });
        }
        const common = { a: source.get, aStride: sourceStride.get, depth: depth.get, load: load.get };
        const last = { ...common, b: tail.get, bPanel: i32.const(0), panels: i32.const(1) };
        const direct = { bStride: bStride.get, bPanel: bPanel.get, cStride: cStride.get, panels: panels.get };
        f.if(panels.get, () =>
          f.emit(call(wide, ...tileOperands({ ...common, ...direct, b: b.get, c: c.get }))),
        );
        f.if(tailColumns.get, () => {
          f.set(corner, i32.add(c.get, i32.mul(panels.get, i32.const(4 * PANEL_COLUMNS))));
          narrowly(f, i32.const(rows), (bytes, wideEnough) => {
            const operands = tileOperands({ ...last, bStride: bytes, c: tile.get, cStride: bytes });
            f.emit(call(wideEnough ? wide : narrow, ...operands));
          });
        });
      };

      /** Runs a tile of the incomplete panel in scratch memory, between a copy there and a copy back. */
      const narrowly = (
        f: FunctionBuilder,
        rows: ReturnType<typeof i32.const>,
        run: (bytes: ReturnType<typeof i32.const>, wide: boolean) => void,
      ) => {
        const through = (wide: boolean) => {
          const bytes = i32.const(wide ? 32 : 16);
          f.if(load.get, () =>
            f.emit(call(copy, corner.get, cStride.get, tile.get, bytes, rows, tailColumns.get)),
          );
          run(bytes, wide);
          f.emit(call(copy, tile.get, bytes, corner.get, cStride.get, rows, tailColumns.get));
        };
        f.if(
          i32.gtU(tailColumns.get, i32.const(PANEL_COLUMNS / 2)),
          () => through(true),
          () => through(false),
        );
      };

      f.doWhile(
        () => {
          // A short last strip leaves the adders idle: the last two share what remains.
          f.set(height, rows.get);
          f.if(i32.gtU(rows.get, i32.const(shape.rows)), () => {
            const half = i32.shrU(i32.add(rows.get, i32.const(1)), i32.const(1));
            const full = i32.const(shape.rows);
            f.set(height, i32.select(i32.geU(rows.get, i32.const(shape.rows + 4)), full, half));
          });
          for (const s of strips) f.if(i32.eq(height.get, i32.const(s.rows)), () => runTiles(s));
          f.increment(
            a,
            layout === 'rows' ? i32.mul(height.get, aStride.get) : i32.shl(height.get, i32.const(2)),
          );
          f.increment(c, i32.mul(height.get, cStride.get));
          f.set(rows, i32.sub(rows.get, height.get));
        },
        () => rows.get,
      );
    },
  );
}

/** Adds the function that copies [rows, columns] numbers: (from, fromStride, to, toStride, rows, columns), columns at least 1. */
function addCopy(module: ModuleBuilder): number {
  return module.function('copy', { parameters: Array.from({ length: 6 }, () => 'i32' as const) }, (f) => {
    const [from, fromStride, to, toStride, rows, columns] = f.parameters as readonly Local[] as readonly [
      Local,
      Local,
      Local,
      Local,
      Local,
      Local,
    ];
    const offset = f.local('i32');
    const end = f.let('i32', i32.shl(columns.get, i32.const(2)));
    f.while(
      () => rows.get,
      () => {
        f.set(offset, i32.const(0));
        f.doWhile(
          () => {
            f.emit(i32.store(i32.add(to.get, offset.get), i32.load(i32.add(from.get, offset.get))));
            f.increment(offset, i32.const(4));
          },
          () => i32.ltU(offset.get, end.get),
        );
        f.increment(from, fromStride.get);
        f.increment(to, toStride.get);
        f.increment(rows, i32.const(-1));
      },
    );
  });
}

type Locals = readonly [Local, Local, Local, Local, Local, Local, Local, Local, Local, Local, Local];
