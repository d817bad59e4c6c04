import { HostError, kernels, type ProductFactory } from '@tbptt/core';
import type { Reporter } from '../ui/reports.js';
import { supportsWideVectors } from '../wide-vectors.js';
import type { TrainingSettings } from './settings.js';

/**
 * Uses the kernels that the settings request and returns whether they are wide. Vectors of 256 bits
 * are an experiment of V8: if this Node has none, or if kernels for them compute wrong results, a
 * notice says so and training continues without them. `product` computes the matrix products in
 * place of the generated kernels.
 */
export function chooseKernels(
  { strict, wide, threads }: Pick<TrainingSettings, 'strict' | 'wide' | 'threads'>,
  reporter: Pick<Reporter, 'notice'>,
  product?: ProductFactory,
): boolean {
  const variant = strict ? 'strict' : 'auto';
  // A product that is not ours has threads of its own.
  const options = product === undefined ? { threads } : { product };
  if (wide && !supportsWideVectors()) {
    reporter.notice('--wide needs Node 24 or later; training without it.');
  } else if (wide) {
    try {
      kernels.use(variant, { wide, ...options });
      return true;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      reporter.notice(`${error.message} Training without it.`);
    }
  }
  kernels.use(variant, options);
  return kernels.wide; // where Node was started with the flag
}
