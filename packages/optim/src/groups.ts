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

/** A place in a chain where it branches. */
export class Groups {
  constructor(readonly groups: readonly ParameterGroup[]) {}

  /**
   * Which parameters belong to which group: each to the first that takes it.
   *
   * Throws `ArgumentError` where a group takes none, names one that is not there, or where a parameter is taken by none.
   */
  assign(parameters: ReadonlyMap<string, Parameter>): ReadonlySet<Parameter>[] {
    const free = new Map(parameters);
    const assigned = this.groups.map((group, index) => {
      const taken = new Set<Parameter>();
      const takes = selectionOf(group, index, parameters);
      for (const [path, parameter] of [...free].filter(([path, parameter]) => takes(path, parameter))) {
        taken.add(parameter);
        free.delete(path);
      }
      if (taken.size === 0) {
        throw new ArgumentError(
          'groups',
          `group ${index} has no parameters; it must take one of ${[...parameters.keys()].join(', ')} ` +
            'that no group before it has taken.',
        );
      }
      return taken;
    });
    if (free.size > 0) {
      throw new ArgumentError(
        'groups',
        `no group takes ${[...free.keys()].join(', ')}; add a last group without \`parameters\`, which takes the rest.`,
      );
    }
    return assigned;
  }
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
  return [new Groups(groups)];
}
