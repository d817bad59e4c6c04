import { call, type Local, ModuleBuilder } from '../../../wasm/assembler.js';
import { type Code, i32 } from '../../../wasm/instructions.js';
import { addBlock } from './block.js';
import { addPackColumns, addPackRows, addPackTail, PANEL_COLUMNS } from './pack.js';
import type { LeftLayout, TileShape } from './tile.js';

/** How the product finds its right-hand side. */
export const RIGHT = {
  /** Packed by `prepare`. */
  packed: 0,
  /** Rows contiguous, and read where they are. */
  inPlace: 1,
  /** Rows contiguous; packed block by block into scratch memory. */
  rows: 2,
  /** Columns contiguous; packed block by block into scratch memory. */
  columns: 3,
} as const;

/**
 * The exported function: (a, aStride, b, bStride, right, c, cStride, rows, columns, depth, accumulate, depthBlock, columnBlock, tile,
 * strip, tail, scratch). Strides in bytes: of a and b between their contiguous rows or columns. `rows`, `columns` and `depth` are at least 1.
 */
export type Product = (
  a: number,
  aStride: number,
  b: number,
  bStride: number,
  right: number,
  c: number,
  cStride: number,
  rows: number,
  columns: number,
  depth: number,
  accumulate: number,
  depthBlock: number,
  columnBlock: number,
  tile: number,
  strip: number,
  tail: number,
  scratch: number,
) => void;

/** The exported function that packs a whole b as products read it: (b, bStride, right, columns, depth, depthBlock, out). */
export type Prepare = (
  b: number,
  bStride: number,
  right: number,
  columns: number,
  depth: number,
  depthBlock: number,
  out: number,
) => void;

/** The module of the matrix product for left-hand sides of one layout. */
export function productModule(
  layout: LeftLayout,
  shape: TileShape,
  relaxed: boolean,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const block = addBlock(module, layout, shape, relaxed);
  const packRows = addPackRows(module);
  const packColumns = addPackColumns(module);
  const packTail = addPackTail(module);

  module.function('product', { parameters: Array.from({ length: 17 }, () => 'i32' as const) }, (f) => {
    const [a, aStride, b, bStride, right, c, cStride, rows, columns, depth, accumulate] =
      f.parameters as Eleven;
    const [depthBlock, columnBlock, tile, strip, tail, scratch] = f.parameters.slice(
      11,
    ) as readonly Local[] as Six;
    const fullColumns = f.let('i32', i32.and(columns.get, i32.const(-PANEL_COLUMNS)));
    const tailColumns = f.local('i32');
    const tailBytes = f.let('i32', tailRowBytes(columns.get));
    const j = f.local('i32');
    const k = f.local('i32');
    const width = f.local('i32');
    const steps = f.local('i32');
    const panels = f.local('i32');
    const [source, sourceStride, sourcePanel, tailSource] = [
      f.local('i32'),
      f.local('i32'),
      f.local('i32'),
      f.local('i32'),
    ];

    const findPanels = () => {
      f.set(source, scratch.get);
      f.set(sourceStride, i32.const(4 * PANEL_COLUMNS));
      f.set(sourcePanel, i32.mul(steps.get, i32.const(4 * PANEL_COLUMNS)));
      f.if(i32.eq(right.get, i32.const(RIGHT.packed)), () => {
        const before = i32.add(i32.mul(k.get, fullColumns.get), i32.mul(j.get, steps.get));
        f.set(source, i32.add(b.get, bytes(before)));
      });
      f.if(i32.eq(right.get, i32.const(RIGHT.inPlace)), () => {
        f.set(source, i32.add(b.get, i32.add(i32.mul(k.get, bStride.get), bytes(j.get))));
        f.set(sourceStride, bStride.get);
        f.set(sourcePanel, i32.const(4 * PANEL_COLUMNS));
      });
      f.if(i32.eq(right.get, i32.const(RIGHT.rows)), () => {
        const from = i32.add(b.get, i32.add(i32.mul(k.get, bStride.get), bytes(j.get)));
        f.emit(call(packRows, from, bStride.get, steps.get, panels.get, scratch.get));
      });
      f.if(i32.eq(right.get, i32.const(RIGHT.columns)), () => {
        const from = i32.add(b.get, i32.add(bytes(k.get), i32.mul(j.get, bStride.get)));
        f.emit(call(packColumns, from, bStride.get, steps.get, panels.get, scratch.get));
      });
    };

    const findTail = () => {
      f.set(tailColumns, i32.const(0));
      f.if(i32.eq(i32.add(j.get, width.get), fullColumns.get), () =>
        f.set(tailColumns, i32.sub(columns.get, fullColumns.get)),
      );
      f.if(tailColumns.get, () => {
        f.set(tailSource, tail.get);
        f.if(
          i32.eq(right.get, i32.const(RIGHT.packed)),
          () =>
            f.set(
              tailSource,
              i32.add(
                b.get,
                i32.add(bytes(i32.mul(depth.get, fullColumns.get)), i32.mul(k.get, tailBytes.get)),
              ),
            ),
          () =>
            f.emit(
              packTailCall(
                packTail,
                right,
                b,
                bStride,
                fullColumns.get,
                k.get,
                steps.get,
                tailColumns.get,
                tailBytes.get,
                tail.get,
              ),
            ),
        );
      });
    };

    f.doWhile(
      () => {
        f.set(width, minimum(columnBlock.get, i32.sub(fullColumns.get, j.get)));
        f.set(panels, i32.divU(width.get, i32.const(PANEL_COLUMNS)));
        f.set(k, i32.const(0));
        f.doWhile(
          () => {
            f.set(steps, minimum(depthBlock.get, i32.sub(depth.get, k.get)));
            findPanels();
            findTail();
            const aBlock = i32.add(a.get, layout === 'rows' ? bytes(k.get) : i32.mul(k.get, aStride.get));
            const load = i32.or(accumulate.get, k.get);
            f.emit(
              call(
                block,
                aBlock,
                aStride.get,
                source.get,
                sourceStride.get,
                sourcePanel.get,
                i32.add(c.get, bytes(j.get)),
                cStride.get,
                rows.get,
                steps.get,
                panels.get,
                load,
                tailSource.get,
                tailColumns.get,
                tile.get,
                strip.get,
              ),
            );
            f.increment(k, steps.get);
          },
          () => i32.ltU(k.get, depth.get),
        );
        f.increment(j, width.get);
      },
      () => i32.ltU(j.get, fullColumns.get),
    );
  });

  module.function('prepare', { parameters: Array.from({ length: 7 }, () => 'i32' as const) }, (f) => {
    const [b, bStride, right, columns, depth, depthBlock, out] =
      f.parameters as readonly Local[] as readonly [...Six, Local];
    const fullColumns = f.let('i32', i32.and(columns.get, i32.const(-PANEL_COLUMNS)));
    const panels = f.let('i32', i32.divU(fullColumns.get, i32.const(PANEL_COLUMNS)));
    const tailColumns = f.let('i32', i32.sub(columns.get, fullColumns.get));
    const tailBytes = f.let('i32', tailRowBytes(columns.get));
    const k = f.local('i32');
    const steps = f.local('i32');
    f.doWhile(
      () => {
        f.set(steps, minimum(depthBlock.get, i32.sub(depth.get, k.get)));
        f.if(
          i32.eq(right.get, i32.const(RIGHT.rows)),
          () =>
            f.emit(
              call(
                packRows,
                i32.add(b.get, i32.mul(k.get, bStride.get)),
                bStride.get,
                steps.get,
                panels.get,
                out.get,
              ),
            ),
          () =>
            f.emit(
              call(packColumns, i32.add(b.get, bytes(k.get)), bStride.get, steps.get, panels.get, out.get),
            ),
        );
        f.increment(out, bytes(i32.mul(steps.get, fullColumns.get)));
        f.increment(k, steps.get);
      },
      () => i32.ltU(k.get, depth.get),
    );
    f.if(tailColumns.get, () =>
      f.emit(
        packTailCall(
          packTail,
          right,
          b,
          bStride,
          fullColumns.get,
          i32.const(0),
          depth.get,
          tailColumns.get,
          tailBytes.get,
          out.get,
        ),
      ),
    );
  });
  return module.encode();
}

/** Packs the columns of b from `column` on, rows from `k` on. */
function packTailCall(
  packTail: number,
  right: Local,
  b: Local,
  bStride: Local,
  column: Code,
  k: Code,
  steps: Code,
  columns: Code,
  rowBytes: Code,
  out: Code,
): Code {
  const byColumns = i32.eq(right.get, i32.const(RIGHT.columns));
  const rowStride = i32.select(byColumns, i32.const(4), bStride.get);
  const columnStride = i32.select(byColumns, bStride.get, i32.const(4));
  const from = i32.add(b.get, i32.add(i32.mul(k, rowStride), i32.mul(column, columnStride)));
  return call(packTail, from, rowStride, columnStride, steps, columns, rowBytes, out);
}

/** The bytes of a row of the incomplete panel: 4 columns wide where that suffices. */
function tailRowBytes(columns: Code): Code {
  const tail = i32.and(columns, i32.const(PANEL_COLUMNS - 1));
  return i32.select(
    i32.gtU(tail, i32.const(PANEL_COLUMNS / 2)),
    i32.const(4 * PANEL_COLUMNS),
    i32.const(2 * PANEL_COLUMNS),
  );
}

function bytes(elements: Code): Code {
  return i32.shl(elements, i32.const(2));
}

function minimum(a: Code, b: Code): Code {
  return i32.select(i32.ltU(a, b), a, b);
}

type Six = readonly [Local, Local, Local, Local, Local, Local];
type Eleven = readonly [...Six, Local, Local, Local, Local, Local];
