import type { Parameter } from '@tbptt/core';
import type { LinearMemory } from '@tbptt/core/operation';
import { type NormOrder, type NormScope, requireNormOrder } from './norm-order.js';
import { optionsOf, requireChoice } from './options.js';
import { PlacedNorm } from './placed-norm.js';

/** Options of `norm`. */
export interface NormOptions {
  /** The elements over which the norm is taken. Default: `all`. */
  readonly scope?: NormScope;
}

/** A norm that a transform uses, made by `norm`. */
export interface Norm {
  readonly order: NormOrder;
  readonly scope: NormScope;
  /** Allocates the norms of parameters, by path, in a memory. Called by `Optimizer`. */
  readonly place: (
    parameters: readonly (readonly [path: string, parameter: Parameter])[],
    memory: LinearMemory,
    readsParameters: boolean,
  ) => PlacedNorm;
}

/**
 * Declares that a transform uses norms: of the gradient that it receives, and of the parameters. A
 * norm costs a pass over the parameters, because no element can be computed before all have been
 * read.
 *
 * @param order 1 (the sum of magnitudes), 2 (Euclidean) or `Infinity` (the largest magnitude). Default: 2.
 * @throws ArgumentError unless the order is 1, 2 or infinity and the scope one of the three.
 */
export function norm(order: NormOrder = 2, options?: NormOptions): Norm {
  requireNormOrder('norm', order);
  const { scope = 'all' } = optionsOf('norm', options, { scope: true });
  requireChoice('norm', 'scope', scope, ['all', 'parameter', 'unit']);
  return {
    order,
    scope,
    // Programs that use no norm do not carry what measures them.
    place: (parameters, memory, readsParameters) =>
      new PlacedNorm(order, scope, parameters, memory, readsParameters),
  };
}
