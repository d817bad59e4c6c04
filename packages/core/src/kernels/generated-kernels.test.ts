import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { LinearMemory } from '../memory/linear-memory.js';
import { kernelContract } from '../testing/kernel-contract.js';
import { hasRelaxedSimd } from '../wasm/features.js';
import { GeneratedKernels } from './generated-kernels.js';
import { ReferenceKernels } from './reference-kernels.js';

setFlagsFromString('--experimental-wasm-relaxed-simd'); // Node 20 has it behind a flag; later versions ignore this

const reference = new ReferenceKernels(new LinearMemory('double'));

kernelContract({ describe, test }, new GeneratedKernels(new LinearMemory('single'), 'strict'), reference);

describe.runIf(hasRelaxedSimd())('with relaxed SIMD', () => {
  kernelContract({ describe, test }, new GeneratedKernels(new LinearMemory('single'), 'relaxed'), reference);
});

test('generated kernels refuse a memory of double precision', () => {
  expect(() => new GeneratedKernels(new LinearMemory('double'), 'strict')).toThrow(TypeError);
});
