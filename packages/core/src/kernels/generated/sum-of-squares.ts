import { ModuleBuilder } from '../../wasm/assembler.js';
import { instantiate } from '../../wasm/instantiate.js';
import { f64x2, i32 } from '../../wasm/instructions.js';
import { wideSum } from './wide-sum.js';

/** Generates `sumOfSquares` (x, length). */
export function generateSumOfSquares(memory: WebAssembly.Memory) {
  const module = new ModuleBuilder();
  module.function('sumOfSquares', { parameters: ['i32', 'i32'], result: 'f64' }, (f) => {
    const bytes = f.let('i32', i32.shl(f.parameter(1).get, i32.const(2)));
    f.emit(wideSum(f, f.parameter(0), bytes, (x) => f64x2.mul(x, x)));
  });
  return instantiate(module.encode(), memory, ['sumOfSquares']);
}
