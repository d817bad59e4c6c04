import type { PointwiseKernel, PointwiseProgram } from '../../equation/program.js';
import type { Address } from '../../memory/block-allocator.js';
import type { LinearMemory } from '../../memory/linear-memory.js';
import { ModuleBuilder } from '../../wasm/assembler.js';
import { type Rounding, VectorMath } from '../../wasm/simd-math/vector-math.js';
import { PointwiseGenerator, STRETCH_BYTES } from './pointwise-generator.js';

/** Generates the kernel of a program: one function that runs over rows and, four elements at a time, along them. */
export function generatePointwise(
  program: PointwiseProgram,
  memory: LinearMemory,
  rounding: Rounding,
): PointwiseKernel {
  if (memory.linker === undefined) throw new TypeError('generatePointwise: it needs a WebAssembly memory.');
  // The kernel refers to the program, so this memory lives as long as the kernel.
  const allocate = (values: number) => memory.allocateFor(program, values * STRETCH_BYTES);
  const { run } = memory.linker.link(pointwiseModule(program, rounding, allocate), ['run']);
  return { program, run };
}

/**
 * The bytes of a module that exports `run(rows, n, block, step)` for a program. `allocate` is asked for memory if values have to be kept
 * between phases, STRETCH_BYTES for each.
 */
function pointwiseModule(
  program: PointwiseProgram,
  rounding: Rounding,
  allocate: (values: number) => Address,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.function('run', { parameters: ['i32', 'i32', 'i32', 'i32'] }, (f) => {
    new PointwiseGenerator(program, new VectorMath(f, rounding), allocate).emit();
  });
  return module.encode();
}
