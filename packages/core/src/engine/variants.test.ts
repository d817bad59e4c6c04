import { afterEach, describe, expect, test, vi } from 'vitest';
import { LinearMemory } from '../memory/linear-memory.js';
import { availableVariants, createKernels } from './variants.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the available variants', () => {
  test('are, the fastest first, relaxed and strict where SIMD of that kind validates, and reference', () => {
    const validate = vi.spyOn(WebAssembly, 'validate');
    validate.mockReturnValue(true);
    expect(availableVariants(new LinearMemory('single'))).toEqual(['relaxed', 'strict', 'reference']);
    validate.mockReturnValueOnce(true).mockReturnValue(false);
    expect(availableVariants(new LinearMemory('single'))).toEqual(['strict', 'reference']);
    expect(availableVariants(new LinearMemory('single'))).toEqual(['reference']);
  });

  test('are the reference alone where the host forbids compiling', () => {
    const memory = new LinearMemory('single');
    vi.spyOn(WebAssembly, 'Module').mockImplementation(function () {
      throw new WebAssembly.CompileError('forbidden by a content security policy');
    });
    expect(availableVariants(memory)).toEqual(['reference']);
  });

  test('are the reference alone where the host has no WebAssembly', () => {
    vi.stubGlobal('WebAssembly', undefined);
    const memory = new LinearMemory('single');
    expect(availableVariants(memory)).toEqual(['reference']);
    expect(createKernels('reference', memory).variant).toBe('reference');
  });

  test('are the reference alone in double precision', () => {
    expect(availableVariants(new LinearMemory('double'))).toEqual(['reference']);
  });
});

test('kernels of every available variant say which they are', () => {
  const memory = new LinearMemory('single');
  for (const variant of availableVariants(memory)) {
    const kernels = createKernels(variant, memory);
    expect([kernels.variant, kernels.memory]).toEqual([variant, memory]);
  }
});
