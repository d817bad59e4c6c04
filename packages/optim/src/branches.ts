import { ArgumentError, type Parameter } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import type { Chain, Groups } from './chain.js';
import { requireTransform, type Transform } from './transform.js';

/** A transform at its place in a chain. The same transform may be at several places. */
export interface Stage {
  readonly transform: Transform;
}

/** Parameters with the same stages. */
export interface Branch {
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly stages: readonly Stage[];
}

/** A chain, divided into its branches. */
export interface Branches {
  /** All stages, each after those on which it depends. */
  readonly stages: readonly Stage[];
  readonly branches: readonly Branch[];
}

/**
 * Follows every parameter through a chain and its groups.
 *
 * @throws ArgumentError if the chain has an element that is no transform, no groups and no chain,
 * and what the groups throw.
 */
export function branchesOf(chain: Chain, parameters: ReadonlyMap<string, Parameter>): Branches {
  const stages: Stage[] = [];
  const extend = (branches: readonly Branch[], chain: Chain): readonly Branch[] => {
    if (!Array.isArray(chain)) {
      throw new ArgumentError('Optimizer', `the chain is ${described(chain)}; it must be ${CHAIN}.`);
    }
    let extended = branches;
    for (const part of chain as Chain) {
      if (isChain(part)) {
        extended = extend(extended, part);
      } else if (isGroups(part)) {
        const before = extended;
        extended = part
          .assign(new Map(before.flatMap((branch) => [...branch.parameters])))
          .flatMap(({ parameters, chain }) => extend(restricted(before, parameters), chain));
      } else {
        requirePart(part);
        const stage = { transform: part };
        stages.push(stage);
        extended = extended.map((branch) => ({ ...branch, stages: [...branch.stages, stage] }));
      }
    }
    return extended;
  };
  return { branches: extend([{ parameters, stages: [] }], chain), stages };
}

/**
 * Returns the exchange of the first transform with other processes, or undefined if it has none.
 *
 * @throws ArgumentError if another transform than the first has an exchange, or if it is not the
 * first for all parameters.
 */
export function exchangeOf(
  stages: readonly Stage[],
  branches: readonly Branch[],
): Transform['exchange'] | undefined {
  const stage = stages.find(({ transform }) => transform.exchange !== undefined);
  if (stage === undefined) return undefined;
  const { name, exchange } = stage.transform;
  const isFirst = branches.every((branch) => branch.stages[0] === stage);
  const isOnly = stages.every(({ transform }, i) => i === 0 || transform.exchange === undefined);
  if (isFirst && isOnly) return exchange;
  throw new ArgumentError(
    'Optimizer',
    `${name} exchanges the gradients of the loss with other processes; it must be the first transform of the chain, once, and for all parameters.`,
  );
}

const CHAIN = 'an array of transforms, such as adam() or [clipByGlobalNorm(5), adam()]';

function isChain(part: Transform | Groups | Chain): part is Chain {
  return Array.isArray(part);
}

function isGroups(part: Transform | Groups): part is Groups {
  return typeof part === 'object' && part !== null && 'assign' in part && typeof part.assign === 'function';
}

/**
 * Checks a part of a chain, which may come from JavaScript.
 *
 * @throws ArgumentError unless it is a transform.
 */
function requirePart(part: Transform): void {
  if (typeof part !== 'object' || part === null || !('update' in part)) {
    throw new ArgumentError(
      'Optimizer',
      `a part of the chain is ${described(part)}; a chain must be ${CHAIN}.`,
    );
  }
  requireTransform('Optimizer', part);
}

/** Returns the text of a value for a message. A function is most likely an optimizer that was not called. */
function described(value: unknown): string {
  if (typeof value === 'function') return `${describe(value)}, which must be called`;
  const isTransform = typeof value === 'object' && value !== null && 'update' in value;
  return isTransform ? 'a transform by itself' : describe(value);
}

/** Returns the branches, each with only the given parameters, without those that would have none. */
function restricted(branches: readonly Branch[], parameters: ReadonlySet<Parameter>): Branch[] {
  return branches.flatMap(({ parameters: all, stages }) => {
    const left = [...all].filter(([, parameter]) => parameters.has(parameter));
    return left.length === 0 ? [] : [{ parameters: new Map(left), stages }];
  });
}
