import { ArgumentError, type Parameter } from '@tbptt/core';
import {
  collectParameters,
  describe,
  isClass,
  type OptionNames,
  requireOptions,
} from '@tbptt/core/operation';
import type { AssignedGroup, Chain } from './chain.js';

/** Some of the parameters of a model, and their chain. */
export interface ParameterGroup {
  /**
   * The parameters: a part of the model, such as a layer or an array of layers, or a predicate on
   * the path in the model and the parameter. If omitted, all parameters that are in no earlier
   * group.
   */
  readonly parameters?: object | ((path: string, parameter: Parameter) => boolean);
  /** The chain of the group. */
  readonly chain: Chain;
}

const FIELDS: OptionNames<ParameterGroup> = { parameters: true, chain: true };

/**
 * Parameter groups: a part of a chain that differs between groups. The parts before and after are
 * common to all groups. So a `clipByGlobalNorm` before the groups clips by the norm of all
 * parameters together, and one in the chain of a group clips by the norm of that group.
 *
 * ```ts
 * // one norm over all; a smaller learning rate for the embedding; decay for matrices only
 * new Optimizer(model, [
 *   clipByGlobalNorm(5),
 *   groups([
 *     { parameters: model.embedding, chain: adamw({ learningRate: 1e-4 }) },
 *     { parameters: (path, { shape }) => shape.length < 2, chain: adamw({ weightDecay: 0 }) },
 *     { chain: adamw() },
 *   ]),
 * ]);
 * ```
 *
 * A parameter belongs to the first group that includes it, and each must belong to one. Slots are
 * named as without groups.
 *
 * @throws ArgumentError if a group has an unknown field. The `Optimizer` throws an `ArgumentError`
 * if a group has no parameters or names one that the model does not have, and if a parameter is in
 * no group.
 */
export function groups(groups: readonly ParameterGroup[]): Chain {
  if (!Array.isArray(groups)) {
    throw new ArgumentError(
      'groups',
      `the groups are ${describe(groups)}; they must be an array of { parameters, chain }.`,
    );
  }
  const copies = Array.from(groups as readonly ParameterGroup[], (group, index) => {
    requireOptions(`groups[${index}]`, group ?? null, FIELDS);
    const { parameters } = group;
    if (
      parameters !== undefined &&
      (parameters === null || !['object', 'function'].includes(typeof parameters) || isClass(parameters))
    ) {
      throw new ArgumentError(
        'groups',
        `the parameters of group ${index} are ${describe(parameters)}; they must be a part of the model or a predicate on paths.`,
      );
    }
    return { ...group };
  });
  return [{ assign: (parameters) => assigned(copies, parameters) }];
}

/**
 * Assigns every parameter to the first group that includes it.
 *
 * @throws ArgumentError if a group has no parameters or names one that is not there, or if a
 * parameter is in no group.
 */
function assigned(
  groups: readonly ParameterGroup[],
  parameters: ReadonlyMap<string, Parameter>,
): readonly AssignedGroup[] {
  const free = new Map(parameters);
  const all = groups.map((group, index) => {
    const includes = selectionOf(group, index, parameters);
    const own = [...free].filter(([path, parameter]) => includes(path, parameter));
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
  return all;
}

function selectionOf(
  { parameters: selected }: ParameterGroup,
  index: number,
  present: ReadonlyMap<string, Parameter>,
): (path: string, parameter: Parameter) => boolean {
  if (selected === undefined) return () => true;
  if (isPredicate(selected)) return (path, parameter) => checked(selected(path, parameter), index, path);
  const all = new Set(present.values());
  const named = collectParameters('groups', selected);
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

function isPredicate(selected: object): selected is (path: string, parameter: Parameter) => boolean {
  return typeof selected === 'function';
}

/**
 * Checks the answer of a predicate, which may come from JavaScript. A promise or a forgotten
 * `return` would select all parameters or none.
 */
function checked(answer: unknown, index: number, path: string): boolean {
  if (typeof answer === 'boolean') return answer;
  throw new ArgumentError(
    'groups',
    `the predicate of group ${index} gave ${describe(answer)} for '${path}'; it must give true or false.`,
  );
}
