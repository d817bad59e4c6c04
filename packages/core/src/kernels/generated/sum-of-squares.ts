import { f64x2 } from '../../wasm/instructions.js';
import { bytesOf, generatedKernel } from './generated-kernel.js';
import { wideSum } from './wide-sum.js';

/** Generates the kernel (x, length). */
export function generateSumOfSquares(memory: WebAssembly.Memory) {
  return generatedKernel(
    memory,
    { x: 'i32', length: 'i32' },
    (f, { x, length }) => f.emit(wideSum(f, x, bytesOf(f, length), (value) => f64x2.mul(value, value))),
    'f64',
  );
}
