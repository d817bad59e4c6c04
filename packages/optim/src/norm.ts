import { ArgumentError, type Parameter } from '@tbptt/core';
import { describe, type LinearMemory } from '@tbptt/core/operation';
import { optionsOf, requireChoice } from './options.js';
import { PlacedNorm } from './placed-norm.js';

/** Which norm: 1 (the sum of magnitudes), 2 (Euclidean) or `Infinity` (the largest magnitude). */
export type NormOrder = number;

/**
 * The elements over which a norm is taken: `all` parameters that the transform applies to, each `parameter`, or each `unit` of a
 * parameter. A unit is what belongs to one output: a column of a weight `[in, out]`, all elements with the same last index if there are
 * more axes, and the whole parameter if there are fewer.
 */
export type NormScope = 'all' | 'parameter' | 'unit';

/** Options of `norm`. */
export interface NormOptions {
  /** The elements over which the norm is taken. Default: `all`. */
  readonly scope?: NormScope;
}

/** A norm that a transform uses, made by `norm`. */
export interface Norm {
  readonly order: NormOrder;
  readonly scope: NormScope;
  /** Makes room for the norms of parameters, by path, in a memory. Called by `Optimizer`. */
  readonly place: (
    parameters: readonly (readonly [path: string, parameter: Parameter])[],
    memory: LinearMemory,
    readsParameters: boolean,
  ) => PlacedNorm;
}

/**
 * Declares that a transform uses norms: of the gradient that it receives, and of the parameters. A norm costs a pass over the
 * parameters, because no element can be computed before all have been read.
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

/** Throws an `ArgumentError` unless the order is 1, 2 or infinity. */
export function requireNormOrder(operation: string, order: NormOrder): void {
  if (order === 1 || order === 2 || order === Number.POSITIVE_INFINITY) return;
  throw new ArgumentError(operation, `the norm is ${describe(order)}; it must be 1, 2 or Infinity.`);
}
