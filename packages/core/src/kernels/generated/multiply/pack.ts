import type { FunctionBuilder, Local, ModuleBuilder } from '../../../wasm/assembler.js';
import { type Code, i32, v128 } from '../../../wasm/instructions.js';

/** The columns of a full panel of b. */
export const PANEL_COLUMNS = 8;
const PANEL_ROW_BYTES = 4 * PANEL_COLUMNS;

const LOW_PAIRS = [0, 4, 1, 5];
const HIGH_PAIRS = [2, 6, 3, 7];
const LOW_HALVES = [0, 1, 4, 5];
const HIGH_HALVES = [2, 3, 6, 7];

/** `while (counter != 0) { body; counter -= step }`, for counters that step divides. */
function countDown(f: FunctionBuilder, counter: Local, step: number, body: () => void): void {
  f.while(
    () => counter.get,
    () => {
      body();
      f.increment(counter, i32.const(-step));
    },
  );
}

function copy32(f: FunctionBuilder, to: Code, from: Code, toOffset: number, fromOffset: number): void {
  f.emit(i32.store(to, i32.load(from, fromOffset), toOffset));
}

/**
 * Adds the function that copies `panels` full panels out of a b whose rows are contiguous: (b, bytes from row to row, depth,
 * panels, out). A panel is [depth, 8]. Returns the function's index.
 */
export function addPackRows(module: ModuleBuilder): number {
  return module.function('packRows', { parameters: ['i32', 'i32', 'i32', 'i32', 'i32'] }, (f) => {
    const [b, stride, depth, panels, out] = f.parameters as FiveLocals;
    const row = f.local('i32');
    const left = f.local('i32');
    countDown(f, panels, 1, () => {
      f.set(row, b.get);
      f.set(left, depth.get);
      countDown(f, left, 1, () => {
        for (const offset of [0, 16]) f.emit(v128.store(out.get, v128.load(row.get, offset), offset));
        f.increment(row, stride.get);
        f.increment(out, i32.const(PANEL_ROW_BYTES));
      });
      f.increment(b, i32.const(PANEL_ROW_BYTES));
    });
  });
}

/**
 * Adds the function that copies `panels` full panels out of a b whose columns are contiguous: (b, bytes from column to column,
 * depth, panels, out). Returns the function's index.
 */
export function addPackColumns(module: ModuleBuilder): number {
  return module.function('packColumns', { parameters: ['i32', 'i32', 'i32', 'i32', 'i32'] }, (f) => {
    const [b, stride, depth, panels, out] = f.parameters as FiveLocals;
    const columns = Array.from({ length: PANEL_COLUMNS }, () => f.local('i32'));
    const left = f.local('i32');
    const vectors = Array.from({ length: 4 }, () => f.local('v128')) as [Local, Local, Local, Local];
    const pairs = Array.from({ length: 4 }, () => f.local('v128')) as [Local, Local, Local, Local];
    const step = (count: number) => {
      for (const column of columns) f.increment(column, i32.const(4 * count));
      f.increment(out, i32.const(count * PANEL_ROW_BYTES));
    };
    countDown(f, panels, 1, () => {
      columns.forEach((column, j) => f.set(column, i32.add(b.get, i32.mul(stride.get, i32.const(j)))));
      f.set(left, i32.and(depth.get, i32.const(-4)));
      countDown(f, left, 4, () => {
        for (const half of [0, 1]) {
          vectors.forEach((vector, j) => f.set(vector, v128.load((columns[4 * half + j] as Local).get)));
          transpose(f, vectors, pairs, (row, value) =>
            f.emit(v128.store(out.get, value, row * PANEL_ROW_BYTES + 16 * half)),
          );
        }
        step(4);
      });
      f.set(left, i32.and(depth.get, i32.const(3)));
      countDown(f, left, 1, () => {
        columns.forEach((column, j) => copy32(f, out.get, column.get, 4 * j, 0));
        step(1);
      });
      f.increment(b, i32.mul(stride.get, i32.const(PANEL_COLUMNS)));
    });
  });
}

/** Visits the four columns of the 4 x 4 numbers in `rows`; `scratch` are four locals more. */
export function transpose(
  f: FunctionBuilder,
  rows: readonly [Local, Local, Local, Local],
  scratch: readonly [Local, Local, Local, Local],
  visit: (column: number, value: Code) => void,
): void {
  const [r0, r1, r2, r3] = rows;
  const [low01, high01, low23, high23] = scratch;
  f.set(low01, v128.shuffle32(r0.get, r1.get, LOW_PAIRS));
  f.set(high01, v128.shuffle32(r0.get, r1.get, HIGH_PAIRS));
  f.set(low23, v128.shuffle32(r2.get, r3.get, LOW_PAIRS));
  f.set(high23, v128.shuffle32(r2.get, r3.get, HIGH_PAIRS));
  visit(0, v128.shuffle32(low01.get, low23.get, LOW_HALVES));
  visit(1, v128.shuffle32(low01.get, low23.get, HIGH_HALVES));
  visit(2, v128.shuffle32(high01.get, high23.get, LOW_HALVES));
  visit(3, v128.shuffle32(high01.get, high23.get, HIGH_HALVES));
}

/**
 * Adds the function that copies the last, incomplete panel of b in either layout: (b, bytes from row to row, bytes from
 * column to column, depth, columns, bytes of a row of the panel, out). The missing columns are zeros. Returns the function's index.
 */
export function addPackTail(module: ModuleBuilder): number {
  return module.function('packTail', { parameters: Array.from({ length: 7 }, () => 'i32' as const) }, (f) => {
    const [b, rowStride, columnStride, depth, columns, panelRow, out] = f.parameters as readonly [
      ...FiveLocals,
      Local,
      Local,
    ];
    const zero = f.local('v128');
    const from = f.local('i32');
    const to = f.let('i32', out.get);
    const left = f.let('i32', i32.mul(depth.get, panelRow.get));
    countDown(f, left, 16, () => {
      f.emit(v128.store(to.get, zero.get));
      f.increment(to, i32.const(16));
    });
    countDown(f, columns, 1, () => {
      f.set(from, b.get);
      f.set(to, out.get);
      f.set(left, depth.get);
      countDown(f, left, 1, () => {
        copy32(f, to.get, from.get, 0, 0);
        f.increment(from, rowStride.get);
        f.increment(to, panelRow.get);
      });
      f.increment(b, columnStride.get);
      f.increment(out, i32.const(4));
    });
  });
}

/**
 * Adds the function that copies `rows` rows of an a whose columns are contiguous, side by side: (a, bytes from a step over k to
 * the next, depth, out); the strip is [depth, rows]. Returns the function's index.
 */
export function addPackStrip(module: ModuleBuilder, rows: number): number {
  return module.function(`packStrip${rows}`, { parameters: ['i32', 'i32', 'i32', 'i32'] }, (f) => {
    const [a, stride, depth, out] = f.parameters as readonly [Local, Local, Local, Local];
    countDown(f, depth, 1, () => {
      if (rows < 4) for (let i = 0; i < rows; i++) copy32(f, out.get, a.get, 4 * i, 4 * i);
      // Two vectors overlap where rows is not a multiple of four.
      else
        for (const i of new Set([0, rows - 4])) f.emit(v128.store(out.get, v128.load(a.get, 4 * i), 4 * i));
      f.increment(a, stride.get);
      f.increment(out, i32.const(4 * rows));
    });
  });
}

type FiveLocals = readonly [Local, Local, Local, Local, Local];
