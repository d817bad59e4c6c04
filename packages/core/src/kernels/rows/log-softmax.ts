import type { Floats } from '../../memory/linear-memory.js';
import { f32x4 } from '../../wasm/instructions.js';
import type { Linker } from '../../wasm/linker.js';
import { exp } from '../../wasm/simd-math/exp.js';
import { log } from '../../wasm/simd-math/log.js';
import { type Rounding, VectorMath } from '../../wasm/simd-math/vector-math.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { familyOfRows } from './of-rows.js';
import { exponentialsOfRow, largestOfRow, maximum, UNROLL } from './row-steps.js';
import { type Group, sweep } from './sweep.js';
import { WideSum } from './wide-sum.js';

/**
 * The logarithm of softmax, stable. Forward: `y[r, :] = log(softmax(x[r, :]))`; backward:
 * `dx[r, j] += dy[r, j] - exp(y[r, j]) Σ_k dy[r, k]`.
 */
export const logSoftmaxKernels = familyOfRows(
  'logSoftmax',
  { forward: logSoftmax, backward: logSoftmaxGradient },
  ({ linker, rounding }) => ({ forward: forward(linker, rounding), backward: backward(linker, rounding) }),
);

/**
 * `y[r, j] = x[r, j] - log Σ_k exp(x[r, k])`, with the largest of a row subtracted first, so that
 * nothing overflows and no small probability is lost. x, y: [rows, columns]; both are indices in
 * `floats`, and may be equal.
 */
export function logSoftmax(floats: Floats, x: number, rows: number, columns: number, y: number): void {
  for (let r = 0; r < rows; r++) {
    const from = x + r * columns;
    const to = y + r * columns;
    const largest = maximum(floats, from, columns);
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += Math.exp((floats[from + j] as number) - largest);
    const level = Math.log(sum);
    for (let j = 0; j < columns; j++) floats[to + j] = (floats[from + j] as number) - largest - level;
  }
}

/** `dx[r, j] += dy[r, j] - exp(y[r, j]) Σ_k dy[r, k]`. All: [rows, columns]. */
export function logSoftmaxGradient(
  floats: Floats,
  y: number,
  dy: number,
  rows: number,
  columns: number,
  dx: number,
): void {
  for (let start = 0; start < rows * columns; start += columns) {
    let sum = 0;
    for (let j = start; j < start + columns; j++) sum += floats[dy + j] as number;
    for (let j = start; j < start + columns; j++) {
      const slope = (floats[dy + j] as number) - Math.exp(floats[y + j] as number) * sum;
      floats[dx + j] = (floats[dx + j] as number) + slope;
    }
  }
}

function forward(linker: Linker, rounding: Rounding) {
  const parameters = { x: 'i32', rows: 'i32', columns: 'i32', y: 'i32' } as const;
  return generatedKernel(linker, parameters, (f, { x, rows, columns, y }) => {
    const v = new VectorMath(f, rounding);
    const bytes = bytesOf(f, columns);
    repeat(f, rows, () => {
      const largest = largestOfRow(f, x, bytes);
      const level = v.let(log(v, exponentialsOfRow(v, x, bytes, largest).lanes));
      const body = ({ load, store }: Group) => store(y, f32x4.sub(f32x4.sub(load(x), largest), level));
      sweep(f, [x, y], bytes, body, UNROLL);
    });
  });
}

function backward(linker: Linker, rounding: Rounding) {
  const parameters = { y: 'i32', dy: 'i32', rows: 'i32', columns: 'i32', dx: 'i32' } as const;
  return generatedKernel(linker, parameters, (f, { y, dy, rows, columns, dx }) => {
    const v = new VectorMath(f, rounding);
    const bytes = bytesOf(f, columns);
    const sum = new WideSum(f);
    repeat(f, rows, () => {
      sum.clear();
      const pointer = f.let('i32', dy.get);
      sweep(f, [pointer], bytes, ({ load }) => sum.add(load(pointer)));
      const total = v.let(sum.lanes);
      sweep(f, [y, dy, dx], bytes, ({ load, store }) => {
        store(dx, v.nmadd(exp(v, load(y)), total, f32x4.add(load(dx), load(dy))));
      });
    });
  });
}
