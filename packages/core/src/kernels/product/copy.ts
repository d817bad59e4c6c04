import type { ModuleBuilder } from '../../wasm/assembler.js';
import { type Code, f32, i32 } from '../../wasm/instructions.js';
import { locals, parameters, takes } from './locals.js';

/**
 * The place of numbers: the address of the first, and the bytes from row to row and from column to
 * column.
 */
export interface Place {
  readonly address: Code;
  readonly rowStride: Code;
  readonly columnStride: Code;
}

/** Returns the operands of a call of the copy function. */
export function copyOperands(from: Place, to: Place, rows: Code, columns: Code): Code[] {
  const places = [from, to].flatMap((place) => [place.address, place.rowStride, place.columnStride]);
  return [...places, rows, columns];
}

/**
 * Adds the function that copies [rows, columns] numbers one by one, for edges. Either size may be
 * 0. With the mode `add`, it adds them to what is there. Returns its index.
 */
export function addCopy(module: ModuleBuilder, mode: 'assign' | 'add' = 'assign'): number {
  return module.function('copy', takes(8), (f) => {
    const [from, fromRow, fromColumn, to, toRow, toColumn, rows, columns] = parameters(f, 8);
    const [source, target, left] = locals(f, 3);
    const copyNumber = () => {
      f.emit(
        mode === 'add'
          ? f32.store(target.get, f32.add(f32.load(target.get), f32.load(source.get)))
          : i32.store(target.get, i32.load(source.get)),
      );
      f.increment(source, fromColumn.get);
      f.increment(target, toColumn.get);
      f.increment(left, i32.const(-1));
    };
    f.while(
      () => rows.get,
      () => {
        f.set(source, from.get);
        f.set(target, to.get);
        f.set(left, columns.get);
        f.while(() => left.get, copyNumber);
        f.increment(from, fromRow.get);
        f.increment(to, toRow.get);
        f.increment(rows, i32.const(-1));
      },
    );
  });
}
