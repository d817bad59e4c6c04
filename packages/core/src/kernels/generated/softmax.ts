import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { type Code, f32x4 } from '../../wasm/instructions.js';
import { exp } from '../../wasm/simd-math/exp.js';
import { type Rounding, VectorMath } from '../../wasm/simd-math/vector-math.js';
import { largestOfLanes, sumOfLanes } from './across-lanes.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { type Group, sweep } from './sweep.js';

/** Vectors per round where little is done with each. */
const UNROLL = 4;

/** Generates `softmax` (x, rows, columns, y) and `softmaxGradient` (y, dy, rows, columns, dx). */
export function generateSoftmax(memory: WebAssembly.Memory, rounding: Rounding) {
  return { softmax: softmax(memory, rounding), softmaxGradient: softmaxGradient(memory, rounding) };
}

function softmax(memory: WebAssembly.Memory, rounding: Rounding) {
  const parameters = { x: 'i32', rows: 'i32', columns: 'i32', y: 'i32' } as const;
  return generatedKernel(memory, parameters, (f, { x, rows, columns, y }) => {
    const bytes = bytesOf(f, columns);
    repeat(f, rows, () => {
      const largest = largestOfRow(f, x, bytes);
      const sum = exponentialsOfRow(new VectorMath(f, rounding), x, bytes, largest, y);
      f.increment(x, bytes.get);
      scaleRow(f, y, bytes, f32x4.div(f32x4.const(1), sum));
    });
  });
}

function softmaxGradient(memory: WebAssembly.Memory, rounding: Rounding) {
  const parameters = { y: 'i32', dy: 'i32', rows: 'i32', columns: 'i32', dx: 'i32' } as const;
  return generatedKernel(memory, parameters, (f, { y, dy, rows, columns, dx }) => {
    const v = new VectorMath(f, rounding);
    const bytes = bytesOf(f, columns);
    const sum = f.local('v128');
    repeat(f, rows, () => {
      f.set(sum, f32x4.const(0));
      const [yPointer, dyPointer] = [f.let('i32', y.get), f.let('i32', dy.get)];
      sweep(f, [yPointer, dyPointer], bytes, ({ load }) => {
        f.set(sum, v.madd(load(yPointer), load(dyPointer), sum.get));
      });
      const mean = v.let(sumOfLanes(f, sum.get));
      sweep(f, [y, dy, dx], bytes, ({ load, store }) => {
        store(dx, v.madd(load(y), f32x4.sub(load(dy), mean), load(dx)));
      });
    });
  });
}

/** The largest element of a row, in every lane. A NaN may be passed over: it shows in the exponentials. */
export function largestOfRow(f: FunctionBuilder, x: Local, bytes: Local): Code {
  const pointer = f.let('i32', x.get);
  const largest = f.let('v128', f32x4.const(Number.NEGATIVE_INFINITY));
  const body = ({ load }: Group) => f.set(largest, f32x4.pmax(largest.get, load(pointer, largest.get)));
  sweep(f, [pointer], bytes, body, UNROLL);
  return f.let('v128', largestOfLanes(f, largest.get)).get;
}

/** Writes `exp(x - largest)` for a row to `y`, if that is given, and returns the sum, in every lane. */
export function exponentialsOfRow(v: VectorMath, x: Local, bytes: Local, largest: Code, y?: Local): Code {
  const { f } = v;
  const from = f.let('i32', x.get);
  const to = f.let('i32', (y ?? x).get);
  const sum = f.let('v128', f32x4.const(0));
  sweep(f, [from, to], bytes, ({ load, keep, store }) => {
    // Beyond the end the largest stands, not -Infinity: machines are slow where results underflow.
    const power = v.let(keep(exp(v, f32x4.sub(load(from, largest), largest))));
    f.set(sum, f32x4.add(sum.get, power));
    if (y !== undefined) store(to, power);
  });
  return f.let('v128', sumOfLanes(f, sum.get)).get;
}

/** Multiplies a row by a factor that is in every lane; the pointer moves to the next row. */
export function scaleRow(f: FunctionBuilder, y: Local, bytes: Local, factor: Code): void {
  const scale = f.let('v128', factor).get;
  sweep(f, [y], bytes, ({ load, store }) => store(y, f32x4.mul(load(y), scale)), UNROLL);
}
