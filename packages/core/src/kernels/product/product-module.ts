import { call, ModuleBuilder } from '../../wasm/assembler.js';
import { i32 } from '../../wasm/instructions.js';
import type { Rounding } from '../../wasm/simd-math/vector-math.js';
import { addBlock, blockOperands } from './block.js';
import { addCopy } from './copy.js';
import { bytes, minimum } from './integers.js';
import { locals, parameters, takes } from './locals.js';
import { RIGHT, RightHandSide } from './right-hand-side.js';
import type { TileShape } from './tile.js';
import { addTranspose } from './transpose.js';

/**
 * What the function of a product module takes. Strides are in bytes, from a contiguous row or
 * column to the next; sizes are at least 1.
 *
 * product(a, aStride, aRoom, b, bStride, form, bRoom, tailRoom, c, cStride, tile, rows, columns,
 *   depth, accumulate, depthBlock, columnBlock): the columns of a are contiguous, and a block of it
 *   is transposed into `aRoom`, unless that is 0; `form` is one of RIGHT; `bRoom` takes a block of
 *   packed panels of b, `tailRoom` its incomplete panel, `tile` one tile of c.
 */
export const PRODUCT_EXPORTS = ['product'] as const;

/** prepare(b, bStride, form, columns, depth, depthBlock, out) packs a whole right-hand side. */
export const PREPARE_EXPORTS = ['prepare'] as const;

/**
 * Bytes between the rows of a transposed block of a: they would all fall into few sets of the cache
 * if their number were a power of 2.
 */
export const GAP_BYTES = 64;

/** Returns the module that packs right-hand sides for tiles of a shape. */
export function prepareModule(shape: TileShape): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const copy = addCopy(module);
  const transpose = addTranspose(module, copy);
  new RightHandSide(module, shape.columns, { copy, transpose }).addPrepare(module);
  return module.encode();
}

/**
 * Returns the module of the matrix product of an a that is cut into strips as high as the tile, and
 * into strips of `low` rows, which divides what those leave. Blocks of `depthBlock` steps over k
 * follow each other, so that the sums run in ascending order of k; in each, a is transposed once
 * where it needs to be, and b packed block by block of `columnBlock` columns.
 */
export function productModule(shape: TileShape, low: number, rounding: Rounding): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const copy = addCopy(module);
  const transpose = addTranspose(module, copy);
  const block = addBlock(module, shape, low, rounding, copy);
  const right = new RightHandSide(module, shape.columns, { copy, transpose });
  const panelRow = i32.const(4 * shape.columns);

  module.function('product', takes(17), (f) => {
    const [a, aStride, aRoom, b, bStride, form, bRoom, tailRoom] = parameters(f, 8);
    const [c, cStride, tile, rows, columns, depth, accumulate, depthBlock, columnBlock] = parameters(f, 9, 8);
    const [k, steps, j, width, panels] = locals(f, 5);
    const [left, leftStride, panel, panelStride, panelStep] = locals(f, 5);
    const [fullColumns, tailColumns, tailRow, tailSource, tailHere] = locals(f, 5);
    const source = { address: b, stride: bStride, form };
    f.set(fullColumns, right.fullColumns(columns.get));
    f.set(tailColumns, i32.sub(columns.get, fullColumns.get));
    f.set(tailRow, right.tailRow(tailColumns.get));

    const findLeft = () => {
      f.set(left, i32.add(a.get, bytes(k.get)));
      f.set(leftStride, aStride.get);
      f.if(aRoom.get, () => {
        const from = i32.add(a.get, i32.mul(k.get, aStride.get));
        f.set(left, aRoom.get);
        f.set(leftStride, i32.add(bytes(steps.get), i32.const(GAP_BYTES)));
        f.emit(call(transpose, from, aStride.get, steps.get, rows.get, left.get, leftStride.get));
      });
    };

    const findPanels = () => {
      f.set(panel, bRoom.get);
      f.set(panelStride, panelRow);
      f.set(panelStep, i32.mul(steps.get, panelRow));
      f.if(i32.geU(form.get, i32.const(RIGHT.rows)), () =>
        right.pack(f, source, { k, steps, j }, panels, bRoom),
      );
      f.if(i32.eq(form.get, i32.const(RIGHT.packed)), () => {
        const before = i32.add(i32.mul(k.get, fullColumns.get), i32.mul(j.get, steps.get));
        f.set(panel, i32.add(b.get, bytes(before)));
      });
      f.if(i32.eq(form.get, i32.const(RIGHT.inPlace)), () => {
        f.set(panel, right.find(source, { k, steps, j }));
        f.set(panelStride, bStride.get);
        f.set(panelStep, panelRow);
      });
    };

    /** The incomplete panel is multiplied together with the last block of full ones. */
    const findTail = () => {
      const isLast = i32.eq(i32.add(j.get, width.get), fullColumns.get);
      f.set(tailHere, i32.select(isLast, tailColumns.get, i32.const(0)));
      f.if(tailHere.get, () => {
        const before = i32.add(bytes(i32.mul(depth.get, fullColumns.get)), i32.mul(k.get, tailRow.get));
        f.set(tailSource, i32.add(b.get, before));
        f.if(form.get, () => {
          f.set(tailSource, tailRoom.get);
          right.packTail(f, source, { k, steps, j: fullColumns }, tailColumns, tailRow, tailRoom);
        });
      });
    };

    const runBlock = () => {
      f.set(width, minimum(columnBlock.get, i32.sub(fullColumns.get, j.get)));
      f.set(panels, i32.divU(width.get, i32.const(shape.columns)));
      findPanels();
      findTail();
      const operands = blockOperands({
        a: left.get,
        aStride: leftStride.get,
        b: panel.get,
        bStride: panelStride.get,
        bPanel: panelStep.get,
        c: i32.add(c.get, bytes(j.get)),
        cStride: cStride.get,
        rows: rows.get,
        depth: steps.get,
        panels: panels.get,
        load: i32.or(accumulate.get, k.get),
        tail: tailSource.get,
        tailColumns: tailHere.get,
        tile: tile.get,
      });
      f.emit(call(block, ...operands));
      f.increment(j, width.get);
    };

    f.doWhile(
      () => {
        f.set(steps, minimum(depthBlock.get, i32.sub(depth.get, k.get)));
        findLeft();
        f.set(j, i32.const(0));
        f.doWhile(runBlock, () => i32.ltU(j.get, fullColumns.get));
        f.increment(k, steps.get);
      },
      () => i32.ltU(k.get, depth.get),
    );
  });
  return module.encode();
}
