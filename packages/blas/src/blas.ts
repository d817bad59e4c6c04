import { ArgumentError, Engine, type ProductFactory } from '@tbptt/core';
import {
  describe,
  kernelsWithProduct,
  type LinearMemory,
  type OptionNames,
  type Product,
  requireOptions,
  requireRange,
} from '@tbptt/core/operation';
import type { Library } from './library.js';
import type { ProductTable } from './product-table.js';

/** Options of `blas`. */
export interface BlasOptions {
  /** The path of the library. Default: `TBPTT_BLAS`, or the first library that is found. */
  readonly path?: string;
  /** The number of threads of the library. Default: 1. */
  readonly threads?: number;
  /**
   * The products that the library computes, as the `table` of an earlier result. Runs have the same
   * bits only with the same table. Default: measured, in about 50 ms.
   */
  readonly table?: ProductTable;
}

/** The product of a BLAS, for `new Engine({ product })` or `kernels.use('auto', { product })`. */
export interface Blas extends ProductFactory {
  /** The name of the library, such as `OpenBLAS 0.3.21`. */
  readonly label: string;
  /** The products that the library computes on this machine. The generated kernels compute the others. */
  readonly table: ProductTable;
}

const OPTIONS: OptionNames<BlasOptions> = { path: true, threads: true, table: true };

/**
 * Returns the matrix product of the machine's BLAS: Accelerate on macOS, MKL, OpenBLAS or BLIS elsewhere,
 * whichever is found first, or the library that `TBPTT_BLAS` names by its path.
 *
 * ```ts
 * const engine = new Engine({ product: await blas() });
 * engine.run(() => train(model));
 * ```
 *
 * The generated kernels compute small products if they are faster, which is measured. An engine
 * compares the product with the reference before it uses it.
 *
 * @throws ArgumentError if an option is unknown or not valid.
 * @throws HostError if there is no such library.
 */
export async function blas(options: BlasOptions = {}): Promise<Blas> {
  requireOptions('blas', options, OPTIONS);
  const { threads = 1, table } = options;
  requireRange('blas', 'threads', threads, { least: 1, most: 256, whole: true });
  const path = pathOf(options.path) ?? pathOf(process.env['TBPTT_BLAS'] || undefined);
  const [{ loadLibrary }, { ChoosingProduct, NativeProduct }, { measureTable, TABLE_LENGTH }] =
    await Promise.all([import('./library.js'), import('./blas-product.js'), import('./product-table.js')]);
  requireTable(table, TABLE_LENGTH);
  const library: Library = loadLibrary(path, threads);
  const { name } = library;
  const native = (memory: LinearMemory, own: Product): Product => new NativeProduct(memory, library, own);
  const chosen = table ?? measured(native, name, measureTable);
  const create = (memory: LinearMemory, own: Product): Product =>
    new ChoosingProduct(native(memory, own), own, chosen);
  const factory: ProductFactory = (memory, request) =>
    kernelsWithProduct(memory, request, { label: name, create });
  return Object.assign(factory, { label: name, table: chosen });
}

/** Times both products in an engine of their own, and returns the table. */
function measured(
  native: (memory: LinearMemory, own: Product) => Product,
  label: string,
  measure: (memory: LinearMemory, blas: Product, own: Product) => ProductTable,
): ProductTable {
  let table = '';
  const create = (memory: LinearMemory, own: Product): Product => {
    const made = native(memory, own);
    table = measure(memory, made, own);
    return made;
  };
  const { kernels } = new Engine({
    product: (memory, request) => kernelsWithProduct(memory, request, { label, create }),
  });
  kernels.end?.();
  return table;
}

function pathOf(path: unknown): string | undefined {
  if (path === undefined || (typeof path === 'string' && path !== '')) return path;
  throw new ArgumentError(
    'blas',
    `path is ${describe(path)}; it must be the path of a library, such as '/usr/lib/x86_64-linux-gnu/libopenblas.so.0'.`,
    { path },
  );
}

function requireTable(table: unknown, length: number): void {
  if (table === undefined || (typeof table === 'string' && table.length === length && /^[B.]*$/.test(table)))
    return;
  throw new ArgumentError(
    'blas',
    `table is ${describe(table)}; it must be a text of ${length} characters B and ., the table of an earlier result.`,
    { table },
  );
}
