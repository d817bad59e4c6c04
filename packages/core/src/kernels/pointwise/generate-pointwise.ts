import type { PointwiseKernel, PointwiseProgram } from '../../equation/program.js';
import type { LinearMemory } from '../../memory/linear-memory.js';
import { ModuleBuilder } from '../../wasm/assembler.js';
import type { Linker } from '../../wasm/linker.js';
import { type Rounding, VectorMath } from '../../wasm/simd-math/vector-math.js';
import { PointwiseGenerator, STRETCH_BYTES } from './pointwise-generator.js';

/**
 * Generates the kernel of a program: one function that runs over rows and, four elements at a time,
 * along them.
 */
export function generatePointwise(
  program: PointwiseProgram,
  memory: LinearMemory,
  rounding: Rounding,
  linker: Linker | undefined = memory.linker,
): PointwiseKernel {
  if (linker === undefined) throw new TypeError('generatePointwise: it needs a WebAssembly memory.');
  const { bytes, kept } = pointwiseModule(program, rounding);
  const { run } = linker.link(bytes, ['run']);
  if (kept === 0) return { program, run };
  // The kernel refers to the program, so this memory lives as long as the kernel.
  const room = memory.allocateFor(program, kept * STRETCH_BYTES);
  return { program, run: (rows, n, block, step) => void run(rows, n, block, step, room) };
}

/**
 * Returns a module that exports `run(rows, n, block, step, room)` for a program, and the number of
 * values of a stretch that are kept between phases, for which it needs room.
 */
function pointwiseModule(
  program: PointwiseProgram,
  rounding: Rounding,
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly kept: number } {
  const module = new ModuleBuilder();
  let kept = 0;
  module.function('run', { parameters: ['i32', 'i32', 'i32', 'i32', 'i32'] }, (f) => {
    kept = new PointwiseGenerator(program, new VectorMath(f, rounding)).emit();
  });
  return { bytes: module.encode(), kept };
}
