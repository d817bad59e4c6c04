import { HostError, kernels } from '@tbptt/core';
import type { Host } from '../host.js';
import { supportsWideVectors } from '../wide-vectors.js';
import type { TrainingSettings } from './settings.js';

/**
 * Takes the kernels that the settings ask for, and says whether they are wide. Vectors of 256 bits are an experiment of V8: where this
 * Node has none, or kernels for them compute something wrongly, a line says so and training goes on without.
 */
export function chooseKernels(
  { strict, wide }: Pick<TrainingSettings, 'strict' | 'wide'>,
  host: Host,
): boolean {
  const variant = strict ? 'strict' : 'auto';
  if (wide && !supportsWideVectors()) {
    host.err.write('tbptt: --wide needs Node 24 or later; training without it.\n');
  } else if (wide) {
    try {
      kernels.use(variant, { wide });
      return true;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      host.err.write(`tbptt: ${error.message} Training without it.\n`);
    }
  }
  kernels.use(variant);
  return false;
}
