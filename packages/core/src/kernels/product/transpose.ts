import { call, type FunctionBuilder, type Local, type ModuleBuilder } from '../../wasm/assembler.js';
import { type Code, f32x4, i32, v128 } from '../../wasm/instructions.js';
import { copyOperands } from './copy.js';
import { bytes, minimum } from './integers.js';
import { type Locals, locals, parameters, takes } from './locals.js';

/**
 * The number of rows that are transposed together: as many cache lines are read at a time, and
 * written whole.
 */
const BLOCK = 16;

const LOW_PAIRS = [0, 4, 1, 5];
const HIGH_PAIRS = [2, 6, 3, 7];
const LOW_HALVES = [0, 1, 4, 5];
const HIGH_HALVES = [2, 3, 6, 7];

/**
 * Adds the function that writes a matrix transposed: (from, its bytes from row to row, rows,
 * columns, to, the bytes from row to row there); the numbers of a row are contiguous in both
 * places. `copy` is the copy function. With `add`, which the copy function has too, it adds to what
 * is there. Returns the function's index.
 */
export function addTranspose(module: ModuleBuilder, copy: number, mode: 'assign' | 'add' = 'assign'): number {
  return module.function('transpose', takes(6), (f) => {
    const [from, fromRow, rows, columns, to, toRow] = parameters(f, 6);
    const [fullRows, fullColumns, start, end, column, row, source] = locals(f, 7);
    const targets = locals(f, 4);
    const vectors = locals(f, 4, 'v128');
    const pairs = locals(f, 4, 'v128');

    const transposeSquare = () => {
      for (const vector of vectors) {
        f.set(vector, v128.load(source.get));
        f.increment(source, fromRow.get);
      }
      exchange(f, vectors, pairs, (i, value) => {
        const { get } = targets[i] as Local;
        f.emit(v128.store(get, mode === 'add' ? f32x4.add(v128.load(get), value) : value));
      });
      for (const target of targets) f.increment(target, i32.const(16));
      f.increment(row, i32.const(4));
    };
    const transposeFourColumns = () => {
      f.set(source, i32.add(from.get, i32.add(i32.mul(start.get, fromRow.get), bytes(column.get))));
      targets.forEach((target, i) => {
        const first = i32.add(to.get, i32.add(i32.mul(column.get, toRow.get), bytes(start.get)));
        f.set(target, i === 0 ? first : i32.add((targets[i - 1] as Local).get, toRow.get));
      });
      f.set(row, start.get);
      f.doWhile(transposeSquare, () => i32.ltU(row.get, end.get));
      f.increment(column, i32.const(4));
    };

    f.set(fullRows, i32.and(rows.get, i32.const(-4)));
    f.set(fullColumns, i32.and(columns.get, i32.const(-4)));
    f.while(
      () => i32.ltU(start.get, fullRows.get),
      () => {
        f.set(end, minimum(i32.add(start.get, i32.const(BLOCK)), fullRows.get));
        f.set(column, i32.const(0));
        f.while(() => i32.ltU(column.get, fullColumns.get), transposeFourColumns);
        f.set(start, end.get);
      },
    );

    /** Copies what lies from (row, column) on. */
    const copyEdge = (row: Code, column: Code, rows: Code, columns: Code) => {
      const source = i32.add(from.get, i32.add(i32.mul(row, fromRow.get), bytes(column)));
      const target = i32.add(to.get, i32.add(i32.mul(column, toRow.get), bytes(row)));
      const place = { address: source, rowStride: fromRow.get, columnStride: i32.const(4) };
      const there = { address: target, rowStride: i32.const(4), columnStride: toRow.get };
      f.emit(call(copy, ...copyOperands(place, there, rows, columns)));
    };
    const none = i32.const(0);
    copyEdge(fullRows.get, none, i32.sub(rows.get, fullRows.get), columns.get);
    copyEdge(none, fullColumns.get, fullRows.get, i32.sub(columns.get, fullColumns.get));
  });
}

/** Visits the four columns of the 4 x 4 numbers in `rows`; `pairs` is room for intermediate vectors. */
function exchange(
  f: FunctionBuilder,
  rows: Locals<4>,
  pairs: Locals<4>,
  visit: (column: number, value: Code) => void,
): void {
  const [r0, r1, r2, r3] = rows;
  const [low01, high01, low23, high23] = pairs;
  f.set(low01, v128.shuffle32(r0.get, r1.get, LOW_PAIRS));
  f.set(high01, v128.shuffle32(r0.get, r1.get, HIGH_PAIRS));
  f.set(low23, v128.shuffle32(r2.get, r3.get, LOW_PAIRS));
  f.set(high23, v128.shuffle32(r2.get, r3.get, HIGH_PAIRS));
  visit(0, v128.shuffle32(low01.get, low23.get, LOW_HALVES));
  visit(1, v128.shuffle32(low01.get, low23.get, HIGH_HALVES));
  visit(2, v128.shuffle32(high01.get, high23.get, LOW_HALVES));
  visit(3, v128.shuffle32(high01.get, high23.get, HIGH_HALVES));
}
