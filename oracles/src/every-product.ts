import { blas } from '@tbptt/blas';
import type { ProductFactory } from '@tbptt/core';

/**
 * Returns the product of the machine's BLAS for matrices of all sizes: also for the small ones that the
 * generated kernels would compute faster.
 *
 * @throws HostError if there is no BLAS.
 */
export async function everyProduct(): Promise<ProductFactory> {
  const { table } = await blas();
  return blas({ table: 'B'.repeat(table.length) });
}
