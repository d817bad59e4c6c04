import type { ModuleBuilder } from '../../wasm/assembler.js';
import { i32, v128 } from '../../wasm/instructions.js';
import { minimum } from './integers.js';
import { locals, parameters, takes } from './locals.js';

/**
 * The number of rows that are packed for all panels before the next rows. Their cache lines stay in
 * the cache until each is used up.
 */
const STEPS = 8;

/**
 * Adds the function that copies the full panels of a b whose rows are contiguous: (b, its bytes
 * from row to row, depth, panels, out). A panel is [depth, columns]; they follow each other.
 * Returns the function's index.
 */
export function addPackRows(module: ModuleBuilder, columns: number): number {
  const rowBytes = i32.const(4 * columns);
  return module.function('packRows', takes(5), (f) => {
    const [b, stride, depth, panels, out] = parameters(f, 5);
    const [panelBytes, panel, steps, left, from, to] = locals(f, 6);

    const copyRow = () => {
      for (let i = 0; i < columns; i += 4) f.emit(v128.store(to.get, v128.load(from.get, 4 * i), 4 * i));
      f.increment(from, stride.get);
      f.increment(to, rowBytes);
      f.increment(left, i32.const(-1));
    };
    const copyRows = () => {
      f.set(from, i32.add(b.get, i32.mul(panel.get, rowBytes)));
      f.set(to, i32.add(out.get, i32.mul(panel.get, panelBytes.get)));
      f.set(left, steps.get);
      f.doWhile(copyRow, () => left.get);
      f.increment(panel, i32.const(1));
    };

    f.set(panelBytes, i32.mul(depth.get, rowBytes));
    f.while(
      () => depth.get,
      () => {
        f.set(steps, minimum(depth.get, i32.const(STEPS)));
        f.set(panel, i32.const(0));
        f.while(() => i32.ltU(panel.get, panels.get), copyRows);
        f.increment(b, i32.mul(steps.get, stride.get));
        f.increment(out, i32.mul(steps.get, rowBytes));
        f.set(depth, i32.sub(depth.get, steps.get));
      },
    );
  });
}
