import { call, type FunctionBuilder, type Local, type ModuleBuilder } from '../../wasm/assembler.js';
import { type Code, i32, v128 } from '../../wasm/instructions.js';
import { copyOperands } from './copy.js';
import { bytes, minimum } from './integers.js';
import { locals, parameters, takes } from './locals.js';
import { addPackRows } from './pack-rows.js';

/** How a product reads its right-hand side. */
export const RIGHT = {
  /** Packed by `prepare`. */
  packed: 0,
  /** Rows contiguous, read in place. */
  inPlace: 1,
  /** Rows contiguous; packed block by block. */
  rows: 2,
  /** Columns contiguous; packed block by block. */
  columns: 3,
} as const;

/**
 * A right-hand side as parameters of a function: its address, bytes from a contiguous row or column
 * to the next, one of RIGHT.
 */
export interface Source {
  readonly address: Local;
  readonly stride: Local;
  readonly form: Local;
}

/** A part of the right-hand side: rows `k` to `k + steps`, columns from `j` on. */
export interface Part {
  readonly k: Local;
  readonly steps: Local;
  readonly j: Local;
}

/** The functions of the module that pack a right-hand side. */
export interface Copiers {
  readonly copy: number;
  readonly transpose: number;
}

/**
 * Code that packs right-hand sides into panels, as wide as a tile.
 *
 * The whole of a packed matrix: blocks of rows, in each the full panels one after the other, a
 * panel being [rows of the block, columns of a tile]; after all blocks the incomplete panel, [rows,
 * columns of a tile or half of it].
 */
export class RightHandSide {
  readonly #packRows: number;

  constructor(
    module: ModuleBuilder,
    readonly panelColumns: number,
    readonly copiers: Copiers,
  ) {
    this.#packRows = addPackRows(module, panelColumns);
  }

  /** Returns the number of columns in full panels. */
  fullColumns(columns: Code): Code {
    return i32.and(columns, i32.const(-this.panelColumns));
  }

  /**
   * Returns the bytes of a row of the incomplete panel. It is half as wide as a full one if that
   * suffices.
   */
  tailRow(tailColumns: Code): Code {
    const half = this.panelColumns / 2;
    return i32.select(i32.gtU(tailColumns, i32.const(half)), i32.const(8 * half), i32.const(4 * half));
  }

  /** Returns the address of the first number of a part. */
  find({ address, stride, form }: Source, { k, j }: Part): Code {
    const inRows = i32.add(i32.mul(k.get, stride.get), bytes(j.get));
    const inColumns = i32.add(bytes(k.get), i32.mul(j.get, stride.get));
    return i32.add(address.get, i32.select(i32.eq(form.get, i32.const(RIGHT.columns)), inColumns, inRows));
  }

  /** Packs `panels` full panels. */
  pack(f: FunctionBuilder, source: Source, part: Part, panels: Local, out: Local): void {
    const [from, to, left] = locals(f, 3);
    f.set(from, this.find(source, part));
    const { stride, form } = source;
    const steps = part.steps.get;
    const row = i32.const(4 * this.panelColumns);
    const transposePanel = () => {
      const size = [i32.const(this.panelColumns), steps];
      f.emit(call(this.copiers.transpose, from.get, stride.get, ...size, to.get, row));
      f.increment(from, i32.mul(stride.get, i32.const(this.panelColumns)));
      f.increment(to, i32.mul(steps, row));
      f.increment(left, i32.const(-1));
    };
    f.if(
      i32.eq(form.get, i32.const(RIGHT.columns)),
      () => {
        f.set(to, out.get);
        f.set(left, panels.get);
        f.while(() => left.get, transposePanel);
      },
      () => f.emit(call(this.#packRows, from.get, stride.get, steps, panels.get, out.get)),
    );
  }

  /**
   * Packs the incomplete panel of `columns` columns, filled with zeros, of which each row takes
   * `row` bytes.
   */
  packTail(f: FunctionBuilder, source: Source, part: Part, columns: Local, row: Local, out: Local): void {
    const [zero, to, end] = [f.local('v128'), ...locals(f, 2)];
    f.set(to, out.get);
    f.set(end, i32.add(out.get, i32.mul(part.steps.get, row.get)));
    f.while(
      () => i32.ltU(to.get, end.get),
      () => {
        f.emit(v128.store(to.get, zero.get));
        f.increment(to, i32.const(16));
      },
    );
    const byColumns = i32.eq(source.form.get, i32.const(RIGHT.columns));
    const from = {
      address: this.find(source, part),
      rowStride: i32.select(byColumns, i32.const(4), source.stride.get),
      columnStride: i32.select(byColumns, source.stride.get, i32.const(4)),
    };
    const there = { address: out.get, rowStride: row.get, columnStride: i32.const(4) };
    f.emit(call(this.copiers.copy, ...copyOperands(from, there, part.steps.get, columns.get)));
  }

  /** Adds the function that packs a whole matrix: (b, stride, form, columns, depth, depthBlock, out). */
  addPrepare(module: ModuleBuilder): void {
    module.function('prepare', takes(7), (f) => {
      const [address, stride, form, columns, depth, depthBlock, out] = parameters(f, 7);
      const [k, steps, j, panels, tailColumns, tailRow] = locals(f, 6);
      const source = { address, stride, form };
      f.set(panels, i32.divU(columns.get, i32.const(this.panelColumns)));
      f.doWhile(
        () => {
          f.set(steps, minimum(depthBlock.get, i32.sub(depth.get, k.get)));
          this.pack(f, source, { k, steps, j }, panels, out);
          f.increment(out, bytes(i32.mul(steps.get, this.fullColumns(columns.get))));
          f.increment(k, steps.get);
        },
        () => i32.ltU(k.get, depth.get),
      );
      f.set(k, i32.const(0));
      f.set(j, this.fullColumns(columns.get));
      f.set(tailColumns, i32.sub(columns.get, j.get));
      f.set(tailRow, this.tailRow(tailColumns.get));
      f.if(tailColumns.get, () =>
        this.packTail(f, source, { k, steps: depth, j }, tailColumns, tailRow, out),
      );
    });
  }
}
