import { ArgumentError, Engine, kernels, matmul, type ProductFactory, tensor } from '@tbptt/core';
import { type LinearMemory, Matrix } from '@tbptt/core/operation';
import { kernelContract } from '@tbptt/core/testing';
import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import { type Blas, blas } from './blas.js';
import { placeOf, TABLE_LENGTH } from './product-table.js';

/** The libraries of this machine, of those that Debian and macOS have. */
const PATHS = [
  'libmkl_rt.so.2',
  'libmkl_rt.so',
  'libopenblas.so.0',
  'libblis.so.4',
  'libblas.so.3',
  '/System/Library/Frameworks/Accelerate.framework/Accelerate',
];
const ALL = 'B'.repeat(TABLE_LENGTH);
const found = (await Promise.allSettled(PATHS.map((path) => blas({ path, table: ALL })))).flatMap((each) =>
  each.status === 'fulfilled' ? [each.value] : [],
);
/** The libraries that pack right-hand sides. */
const packing = found.filter(({ label }) => label.startsWith('MKL'));
if (packing.length === 0) console.log('Tests of packed right-hand sides are skipped: there is no MKL.');
if (found.length === 0) console.log('Tests of native products are skipped: there is no BLAS.');

/** An engine whose product is that of the library alone. */
const engineWith = (product: ProductFactory) => new Engine({ product });

suite.each(found)('the products of $label', (product) => {
  const engine = engineWith(product);
  const reference = new Engine({ kernels: 'reference' });
  kernelContract({ describe: suite, test }, engine.kernels, reference.kernels);

  test('agree with the reference in every layout, with gaps between rows, and add', () => {
    const { memory, kernels } = engine;
    const size = fc.integer({ min: 1, max: 70 });
    const flag = fc.boolean();
    fc.assert(
      fc.property(
        size,
        size,
        size,
        flag,
        flag,
        flag,
        flag,
        fc.nat({ max: 5 }),
        (m, k, n, aT, bT, adds, prepared, gap) => {
          memory.arena.reset();
          const make = (rows: number, columns: number, transposed: boolean, seed: number): Matrix => {
            const [r, c] = transposed ? [columns, rows] : [rows, columns];
            const address = memory.arena.allocate((r + 1) * (c + gap) * 4);
            memory.write(
              address,
              Float32Array.from({ length: r * (c + gap) }, (_, i) => Math.sin(seed + i)),
            );
            const matrix = new Matrix(address, r, c, c + gap);
            return transposed ? matrix.transposed : matrix;
          };
          const [a, b, c] = [make(m, k, aT, 1), make(k, n, bT, 2), make(m, n, false, 3)];
          const before = memory.copy(c.address, m * (n + gap));
          const at = (x: Matrix, i: number, j: number): number =>
            memory.number(x.address + 4 * (i * x.rowStride + j * x.columnStride));
          kernels.multiply(a, prepared ? kernels.prepare(b, m) : b, c, adds);
          for (let i = 0; i < m; i++) {
            for (let j = 0; j < n; j++) {
              let sum = adds ? (before[i * (n + gap) + j] as number) : 0;
              for (let p = 0; p < k; p++) sum += at(a, i, p) * at(b, p, j);
              expect(Math.abs(at(c, i, j) - sum)).toBeLessThan(1e-4);
            }
            if (i === m - 1) continue;
            const beside = memory.copy(c.address + 4 * (i * (n + gap) + n), gap);
            expect([...beside]).toEqual([...before.subarray(i * (n + gap) + n, (i + 1) * (n + gap))]);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('follow the memory when it grows', () => {
    const grows = engineWith(product);
    grows.run(() => {
      const a = tensor(
        [20, 20],
        Array.from({ length: 400 }, (_, i) => i % 7),
      );
      const first = matmul(a, a).toFloats();
      const large = tensor([1500, 1500], new Float32Array(1500 * 1500).fill(1));
      expect(
        matmul(large, large)
          .toFloats()
          .every((x) => x === 1500),
      ).toBe(true);
      expect(matmul(a, a).toFloats()).toEqual(first);
    });
  });
});

suite.each(packing)('right-hand sides that $label packs', (product) => {
  const rowsOf = (memory: LinearMemory, rows: number, columns: number): Matrix => {
    const address = memory.arena.allocate(rows * columns * 4);
    memory.write(
      address,
      Float32Array.from({ length: rows * columns }, (_, i) => Math.cos(i)),
    );
    return new Matrix(address, rows, columns);
  };

  test.each([false, true])('are read no more, transposed: %s', (transposed) => {
    const { memory, kernels } = engineWith(product);
    const a = rowsOf(memory, 20, 40);
    const b = transposed ? rowsOf(memory, 50, 40).transposed : rowsOf(memory, 40, 50);
    const [once, again] = [rowsOf(memory, 20, 50), rowsOf(memory, 20, 50)];
    kernels.multiply(a, b, once, false);
    const prepared = kernels.prepare(b, 20);
    memory.clear(b.address, 2000);
    kernels.multiply(a, prepared, again, false);
    const difference = memory
      .copy(again.address, 1000)
      .map((x, i) => Math.abs(x - (memory.copy(once.address, 1000)[i] as number)));
    expect(Math.max(...difference)).toBeLessThan(1e-5);
    expect(memory.copy(once.address, 1000).some((x) => Math.abs(x) > 1)).toBe(true);
  });

  test('serve products with other numbers of rows, too', () => {
    const { memory, kernels } = engineWith(product);
    const [a, b] = [rowsOf(memory, 20, 40), rowsOf(memory, 40, 50)];
    const prepared = kernels.prepare(b, 20);
    for (const rows of [1, 2, 7, 20]) {
      const part = new Matrix(a.address, rows, 40);
      const [plain, packed] = [rowsOf(memory, rows, 50), rowsOf(memory, rows, 50)];
      kernels.multiply(part, b, plain, true);
      kernels.multiply(part, prepared, packed, true);
      const expected = memory.copy(plain.address, rows * 50);
      memory.copy(packed.address, rows * 50).forEach((x, i) => {
        expect(x).toBeCloseTo(expected[i] as number, 5);
      });
    }
  });
});

suite.skipIf(found.length === 0)('blas', () => {
  test('measures which products are faster, and takes the same again by its table', async () => {
    const { table, label } = await blas();
    expect(table).toMatch(/^[B.]+$/);
    expect(table).toHaveLength(TABLE_LENGTH);
    const again: Blas = await blas({ table, threads: 2 });
    expect([again.table, again.label]).toEqual([table, label]);
    expect(new Engine({ product: again }).kernels.variant).toContain(label);
  });

  test('leaves the products to the generated kernels that its table does not give to it', async () => {
    const table = Array.from({ length: TABLE_LENGTH }, (_, i) =>
      i === placeOf(16, 64, 64) ? 'B' : '.',
    ).join('');
    const { kernels, memory } = new Engine({ product: await blas({ table }) });
    const b = new Matrix(memory.arena.allocate(60 * 70 * 4), 60, 70);
    const [ofLibrary, generated] = [kernels.prepare(b, 17), kernels.prepare(b, 3)];
    expect(ofLibrary.constructor).not.toBe(generated.constructor);
  });

  test('serves the default engine, until others are chosen', async () => {
    const product = await blas();
    kernels.use('auto', { product });
    expect(kernels.variant).toContain(product.label);
    expect(matmul(tensor([2, 2], [1, 2, 3, 4]), tensor([2, 2], [5, 6, 7, 8])).toNested(2)).toEqual([
      [19, 22],
      [43, 50],
    ]);
    kernels.use('auto');
    expect(kernels.variant).not.toContain(product.label);
  });

  test('is refused with other kernels, precisions and threads of the engine', async () => {
    const product = await blas({ table: ALL });
    for (const options of [
      { kernels: 'strict' },
      { kernels: 'reference' },
      { precision: 'double' },
      { threads: 2 },
    ] as const) {
      expect(() => new Engine({ product, ...options })).toThrow(ArgumentError);
    }
    expect(() => new Engine({ product: 5 as never })).toThrow(ArgumentError);
  });
});

test('a library that is not there, or is none, is an error that names it', async () => {
  await expect(blas({ path: '/nowhere/libblas.so' })).rejects.toThrow(
    'blas: no BLAS with a C interface was found; tried /nowhere/libblas.so.',
  );
  for (const options of [
    { path: '' },
    { path: 5 },
    { threads: 0 },
    { threads: 1.5 },
    { table: 'BB' },
    { table: 5 },
    { lib: 'x' },
  ]) {
    await expect(blas(options as never)).rejects.toThrow(ArgumentError);
  }
});
