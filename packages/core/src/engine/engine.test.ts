import { afterEach, describe, expect, test, vi } from 'vitest';
import { unavailableVariant } from '../kernels/errors.js';
import { normKernels } from '../kernels/rows/norms.js';
import { doubleEngine } from '../testing/double-engine.js';
import { defaultEngine, engine, kernels } from './default-engine.js';

afterEach(() => kernels.use('auto'));

function fail(): never {
  throw new Error('inside');
}

describe('the engine in use', () => {
  test('is the one in single precision, always the same', () => {
    expect(engine()).toBe(defaultEngine());
    expect(engine().memory.precision).toBe('single');
  });

  test('is another one while a closure of Engine.run runs, and the former one after it, even if it throws', () => {
    const inside = doubleEngine().run(() => {
      const nested = defaultEngine().run(engine);
      return [nested, engine()];
    });
    expect(inside).toEqual([defaultEngine(), doubleEngine()]);
    expect(() => doubleEngine().run(fail)).toThrow('inside');
    expect(engine()).toBe(defaultEngine());
  });

  test('computes by the reference kernels in double precision', () => {
    expect(doubleEngine().memory.precision).toBe('double');
    expect(doubleEngine().kernels.variant).toBe('reference');
  });
});

describe('kernels', () => {
  test('are the fastest that the host can run, unless another set is chosen', () => {
    expect(kernels.variant).toBe(kernels.available[0]);
    expect(kernels.available.at(-1)).toBe('reference');
  });

  test('can be exchanged while the numbers stay where they are', () => {
    const { memory } = defaultEngine();
    const [address, sum] = [memory.blocks.allocate(3 * 4), memory.blocks.allocate(8)];
    for (const variant of kernels.available) {
      memory.view(address, 3).set([1, 2, 3]);
      kernels.use(variant);
      expect(kernels.variant).toBe(variant);
      expect(engine().kernels.memory).toBe(memory);
      engine().kernels.of(normKernels).totals(address, 3, 1, 2, sum);
      expect(memory.doubles[sum / 8]).toBe(14);
      const set = engine().kernels;
      kernels.use('reference');
      kernels.use(variant);
      expect(engine().kernels).toBe(set);
    }
    memory.blocks.free(address);
    memory.blocks.free(sum);
  });
});

describe('an HostError', () => {
  test('is thrown where a set is chosen that the host cannot run', async () => {
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    vi.spyOn(console, 'warn').mockImplementation(() => {}); // of two copies
    vi.resetModules();
    const { kernels } = await import('./default-engine.js');
    expect(kernels.variant).toBe('reference');
    expect(() => kernels.use('strict')).toThrow('kernels.use: the strict kernels need WebAssembly with SIMD');
    expect(kernels.variant).toBe('reference');
    vi.restoreAllMocks();
  });

  test('names what was asked for, what it needs, and what is available', () => {
    const error = unavailableVariant('relaxed', ['strict', 'reference']);
    expect(error.message).toBe(
      'kernels.use: the relaxed kernels need WebAssembly with relaxed SIMD (Node 22, Chromium 114 or later) and leave to compile it; ' +
        "available here: strict, reference. Use one of these, or 'auto' for the fastest of them.",
    );
  });
});

test('wide kernels are taken once they agree with the reference', () => {
  const before = engine().kernels;
  kernels.use('strict', { wide: true });
  expect(engine().kernels).not.toBe(before);
  expect(kernels.variant).toBe('strict');
  kernels.use('auto');
  expect(engine().kernels).toBe(before);
});
