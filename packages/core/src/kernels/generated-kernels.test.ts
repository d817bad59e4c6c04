import { setFlagsFromString } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { Engine } from '../engine/engine.js';
import { LinearMemory } from '../memory/linear-memory.js';
import { matmul } from '../ops/matmul.js';
import { full } from '../tensor/tensor.js';
import { kernelContract } from '../testing/kernel-contract.js';
import { hasRelaxedSimd } from '../wasm/features.js';
import { GeneratedKernels } from './generated-kernels.js';
import { MatrixProduct } from './product/matrix-product.js';
import type { Product } from './product/product.js';
import { ReferenceKernels } from './reference-kernels.js';

// Node 20 has it behind a flag; later versions ignore this.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const reference = new ReferenceKernels(new LinearMemory('double'));

kernelContract({ describe, test }, new GeneratedKernels(new LinearMemory('single'), 'strict'), reference);

describe.runIf(hasRelaxedSimd())('with relaxed SIMD', () => {
  kernelContract({ describe, test }, new GeneratedKernels(new LinearMemory('single'), 'relaxed'), reference);
});

test('generated kernels refuse a memory of double precision', () => {
  expect(() => new GeneratedKernels(new LinearMemory('double'), 'strict')).toThrow(TypeError);
});

test('generated kernels multiply by the product that they are given, under the name that they are given', () => {
  const asked: string[] = [];
  const counted = (memory: LinearMemory): Product => {
    const own = new MatrixProduct(memory, 'strict');
    return {
      multiply(a, b, c, accumulate) {
        asked.push('multiply');
        own.multiply(a, b, c, accumulate);
      },
      prepare(b, rows) {
        asked.push('prepare');
        return own.prepare(b, rows);
      },
    };
  };
  const engine = new Engine({
    kernels: (memory) =>
      new GeneratedKernels(memory, 'strict', { product: counted(memory), variant: 'counted' }),
  });
  expect(engine.kernels.variant).toBe('counted');
  const product = engine.run(() => matmul(full([2, 3], 2), full([3, 4], 5)));
  expect(product.toFloats()).toEqual(new Float32Array(8).fill(30));
  expect(asked).toEqual(['multiply']);
});
