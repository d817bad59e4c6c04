import { describe, expect, test } from 'vitest';
import { ArgumentError, HostError } from '../errors.js';
import type { ProductFactory } from '../kernels/kernels.js';
import type { Product } from '../kernels/product/product.js';
import { matmul } from '../ops/matmul.js';
import { tensor } from '../tensor/tensor.js';
import { Engine } from './engine.js';
import { kernelsWithProduct } from './kernels-with-product.js';

/** The generated product, as one of another name that counts its calls or computes something else. */
const using = (multiply: (own: Product) => Product['multiply']): ProductFactory => {
  return (memory, request) =>
    kernelsWithProduct(memory, request, {
      label: 'another product',
      create: (_, own) => ({ multiply: multiply(own), prepare: (b, rows) => own.prepare(b, rows) }),
    });
};

describe('an engine with another product', () => {
  test('computes with it', () => {
    let calls = 0;
    const counting = using((own) => (a, b, c, accumulate) => {
      calls++;
      own.multiply(a, b, c, accumulate);
    });
    const engine = new Engine({ product: counting });
    expect(engine.kernels.variant).toBe(`${engine.available[0]}, another product`);
    calls = 0;
    const product = () => matmul(tensor([2, 2], [1, 2, 3, 4]), tensor([2, 2], [5, 6, 7, 8])).toNested(2);
    expect(engine.run(product)).toEqual([
      [19, 22],
      [43, 50],
    ]);
    expect(calls).toBe(1);
    engine.use('auto');
    engine.run(product);
    expect(calls).toBe(1);
  });

  test('refuses one that computes wrongly, and keeps its kernels', () => {
    const wrong = using((own) => (a, b, c) => own.multiply(a, b, c, true));
    const engine = new Engine();
    const { kernels } = engine;
    engine.memory.fill(engine.memory.arena.allocate(40_000), 10_000, 1); // where results will be
    engine.memory.arena.reset();
    expect(() => engine.use('auto', { product: wrong })).toThrow(HostError);
    expect(() => engine.use('auto', { product: wrong })).toThrow('another product computes a product of');
    expect(engine.kernels).toBe(kernels);
  });

  test('has no other kernels, precision or threads', () => {
    const product = using((own) => (a, b, c, accumulate) => own.multiply(a, b, c, accumulate));
    for (const options of [
      { kernels: 'strict' },
      { kernels: 'reference' },
      { precision: 'double' },
      { threads: 2 },
    ] as const) {
      expect(() => new Engine({ product, ...options })).toThrow(ArgumentError);
    }
    expect(() => new Engine({ product: 5 as never })).toThrow('Engine: product is 5; it must be a function');
  });
});
