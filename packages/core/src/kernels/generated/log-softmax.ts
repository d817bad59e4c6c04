import { f32x4 } from '../../wasm/instructions.js';
import { exp } from '../../wasm/simd-math/exp.js';
import { log } from '../../wasm/simd-math/log.js';
import { type Rounding, VectorMath } from '../../wasm/simd-math/vector-math.js';
import { sumOfLanes } from './across-lanes.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { exponentialsOfRow, largestOfRow } from './softmax.js';
import { type Group, sweep } from './sweep.js';

/** Vectors per round where little is done with each. */
const UNROLL = 4;

/** Generates `logSoftmax` (x, rows, columns, y) and `logSoftmaxGradient` (y, dy, rows, columns, dx). */
export function generateLogSoftmax(memory: WebAssembly.Memory, rounding: Rounding) {
  return {
    logSoftmax: logSoftmax(memory, rounding),
    logSoftmaxGradient: logSoftmaxGradient(memory, rounding),
  };
}

function logSoftmax(memory: WebAssembly.Memory, rounding: Rounding) {
  const parameters = { x: 'i32', rows: 'i32', columns: 'i32', y: 'i32' } as const;
  return generatedKernel(memory, parameters, (f, { x, rows, columns, y }) => {
    const v = new VectorMath(f, rounding);
    const bytes = bytesOf(f, columns);
    repeat(f, rows, () => {
      const largest = largestOfRow(f, x, bytes);
      const level = v.let(log(v, exponentialsOfRow(v, x, bytes, largest)));
      const body = ({ load, store }: Group) => store(y, f32x4.sub(f32x4.sub(load(x), largest), level));
      sweep(f, [x, y], bytes, body, UNROLL);
    });
  });
}

function logSoftmaxGradient(memory: WebAssembly.Memory, rounding: Rounding) {
  const parameters = { y: 'i32', dy: 'i32', rows: 'i32', columns: 'i32', dx: 'i32' } as const;
  return generatedKernel(memory, parameters, (f, { y, dy, rows, columns, dx }) => {
    const v = new VectorMath(f, rounding);
    const bytes = bytesOf(f, columns);
    const sum = f.local('v128');
    repeat(f, rows, () => {
      f.set(sum, f32x4.const(0));
      const pointer = f.let('i32', dy.get);
      sweep(f, [pointer], bytes, ({ load }) => f.set(sum, f32x4.add(sum.get, load(pointer))));
      const total = v.let(sumOfLanes(f, sum.get));
      sweep(f, [y, dy, dx], bytes, ({ load, store }) => {
        store(dx, v.nmadd(exp(v, load(y)), total, f32x4.add(load(dx), load(dy))));
      });
    });
  });
}
