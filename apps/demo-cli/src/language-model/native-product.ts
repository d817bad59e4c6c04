import { availableParallelism } from 'node:os';
import type { Blas } from '@tbptt/blas';
import { CliError } from '../errors.js';

/**
 * Returns the matrix product of the machine's BLAS, or of the library that `TBPTT_BLAS` names.
 *
 * @throws CliError if there is none.
 */
export async function nativeProduct(threads: number | 'all'): Promise<Blas> {
  try {
    const { blas } = await import('@tbptt/blas');
    return await blas({ threads: threads === 'all' ? availableParallelism() : threads });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const missing = reason.includes('@tbptt/blas') ? ' Install @tbptt/blas beside this program.' : '';
    throw new CliError(`--blas: ${reason}${missing}`, { cause: error });
  }
}
