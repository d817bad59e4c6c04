import { f32x4, i32, v128 } from '../../wasm/instructions.js';
import { type Rounding, VectorMath } from '../../wasm/simd-math/vector-math.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { sweep } from './sweep.js';

const UNROLL = 2;

/**
 * Generates `fillRows` (x, rows, columns, scale, y), `y[r, j] = scale * x[r]`, `repeatRows` (x, outer, rows, columns, scale, y),
 * `y[o, r, j] = scale * x[o, j]`, and both with `+=`: `addToRows` and `addRepeatedRows`.
 */
export function generateSpreadAxis(memory: WebAssembly.Memory, rounding: Rounding) {
  return {
    fillRows: fillRows(memory, 'assign'),
    addToRows: fillRows(memory, 'add'),
    repeatRows: repeatRows(memory, rounding, 'assign'),
    addRepeatedRows: repeatRows(memory, rounding, 'add'),
  };
}

type Mode = 'assign' | 'add';

function fillRows(memory: WebAssembly.Memory, mode: Mode) {
  const parameters = { x: 'i32', rows: 'i32', columns: 'i32', scale: 'f32', y: 'i32' } as const;
  return generatedKernel(memory, parameters, (f, { x, rows, columns, scale, y }) => {
    const bytes = bytesOf(f, columns);
    const factor = f.let('v128', f32x4.splat(scale.get));
    const value = f.local('v128');
    repeat(f, rows, () => {
      f.set(value, f32x4.mul(v128.load32Splat(x.get), factor.get));
      f.increment(x, i32.const(4));
      sweep(
        f,
        [y],
        bytes,
        ({ load, store }) => store(y, mode === 'add' ? f32x4.add(load(y), value.get) : value.get),
        UNROLL,
      );
    });
  });
}

function repeatRows(memory: WebAssembly.Memory, rounding: Rounding, mode: Mode) {
  const parameters = { x: 'i32', outer: 'i32', rows: 'i32', columns: 'i32', scale: 'f32', y: 'i32' } as const;
  return generatedKernel(memory, parameters, (f, { x, outer, rows, columns, scale, y }) => {
    const v = new VectorMath(f, rounding);
    const bytes = bytesOf(f, columns);
    const factor = v.let(f32x4.splat(scale.get));
    const count = f.local('i32');
    const from = f.local('i32');
    repeat(f, outer, () => {
      f.set(count, rows.get);
      repeat(f, count, () => {
        f.set(from, x.get);
        sweep(
          f,
          [from, y],
          bytes,
          ({ load, store }) =>
            store(y, mode === 'add' ? v.madd(load(from), factor, load(y)) : f32x4.mul(load(from), factor)),
          UNROLL,
        );
      });
      f.increment(x, bytes.get);
    });
  });
}
