import { ArgumentError, type Parameter, parametersOf } from '@tbptt/core';
import type { Chain } from './transform.js';

/** Some of the parameters, and what is done with their gradients. */
export interface ParameterGroup {
  /**
   * Which parameters: a part of the model, such as a layer or an array of layers, or a predicate on their paths in the model. Where it is
   * left out, all that no group before has taken.
   */
  readonly parameters?: object | ((path: string) => boolean);
  readonly chain: Chain;
}

/** What a group has taken, and what is done with it. */
export interface AssignedGroup {
  readonly parameters: ReadonlySet<Parameter>;
  readonly chain: Chain;
}

/** A place in a chain where it branches. */
export interface Groups {
  /** Which parameters belong to which group. */
  assign(parameters: ReadonlyMap<string, Parameter>): readonly AssignedGroup[];
}

/**
 * Which parameters belong to which group: each to the first that takes it.
 *
 * Throws `ArgumentError` where a group takes none, names one that is not there, or where a parameter is taken by none.
 */
function assigned(
  groups: readonly ParameterGroup[],
  parameters: ReadonlyMap<string, Parameter>,
): readonly AssignedGroup[] {
  const free = new Map(parameters);
  const taken = groups.map((group, index) => {
    const takes = selectionOf(group, index, parameters);
    const own = [...free].filter(([path, parameter]) => takes(path, parameter));
    if (own.length === 0) {
      throw new ArgumentError(
        'groups',
        `group ${index} has no parameters; it must take one of ${[...parameters.keys()].join(', ')} ` +
          'that no group before it has taken.',
      );
    }
    for (const [path] of own) free.delete(path);
    return { parameters: new Set(own.map(([, parameter]) => parameter)), chain: group.chain };
  });
  if (free.size > 0) {
    throw new ArgumentError(
      'groups',
      `no group takes ${[...free.keys()].join(', ')}; add a last group without \`parameters\`, which takes the rest.`,
    );
  }
  return taken;
}

function selectionOf(
  { parameters: wanted }: ParameterGroup,
  index: number,
  present: ReadonlyMap<string, Parameter>,
): (path: string, parameter: Parameter) => boolean {
  if (wanted === undefined) return () => true;
  if (isPredicate(wanted)) return wanted;
  const all = new Set(present.values());
  const named = parametersOf(wanted);
  for (const [path, parameter] of named) {
    if (all.has(parameter)) continue;
    throw new ArgumentError(
      'groups',
      `group ${index} names a parameter${path === '' ? '' : ` '${path}'`} that is none of the model's; ` +
        'the optimizer must be given a model that contains it.',
    );
  }
  const members = new Set(named.values());
  return (_, parameter) => members.has(parameter);
}

function isPredicate(wanted: object): wanted is (path: string) => boolean {
  return typeof wanted === 'function';
}

/**
 * Parameter groups: a part of a chain that is another one for each group. What stands before and after is common to all of them, so a
 * `clipByGlobalNorm` before the groups clips by the norm of all parameters together, and one within a group by that of the group.
 *
 * ```ts
 * // one norm over all; no decay for biases; a smaller learning rate for the embedding
 * new Optimizer(model, [
 *   clipByGlobalNorm(5),
 *   groups([
 *     { parameters: model.embedding, chain: adamw({ learningRate: 1e-4 }) },
 *     { parameters: (path) => path.includes('bias'), chain: adamw({ weightDecay: 0 }) },
 *     { chain: adamw() },
 *   ]),
 * ]);
 * ```
 *
 * A parameter belongs to the first group that takes it, and every one must be taken. Slots are named as they are without groups, after
 * the path of the parameter in the model. The `Optimizer` throws an `ArgumentError` where a group takes no parameter or names one that
 * the model does not have, and where a parameter is left over.
 */
export function groups(groups: readonly ParameterGroup[]): Chain {
  return [{ assign: (parameters) => assigned(groups, parameters) }];
}
