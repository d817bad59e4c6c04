import type { Parameter } from '@tbptt/core';
import type { Groups } from './groups.js';
import type { Chain, Transform } from './transform.js';

/** A place in a chain at which a transform stands; one and the same transform may stand at several. */
export interface Stage {
  readonly transform: Transform;
}

/** Parameters that pass the same stages. */
export interface Branch {
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly stages: readonly Stage[];
}

/** A chain, taken apart where it branches. */
export interface Branches {
  /** All stages, each after those on which it depends. */
  readonly stages: readonly Stage[];
  readonly branches: readonly Branch[];
}

/** Follows every parameter through a chain and its groups. Throws what these throw. */
export function branchesOf(chain: Chain, parameters: ReadonlyMap<string, Parameter>): Branches {
  const stages: Stage[] = [];
  const extend = (branches: readonly Branch[], chain: Chain): readonly Branch[] => {
    let extended = branches;
    for (const part of chain) {
      if (isChain(part)) {
        extended = extend(extended, part);
      } else if ('assign' in part) {
        const before = extended;
        extended = part
          .assign(new Map(before.flatMap((branch) => [...branch.parameters])))
          .flatMap(({ parameters, chain }) => extend(restricted(before, parameters), chain));
      } else {
        const stage = { transform: part };
        stages.push(stage);
        extended = extended.map((branch) => ({ ...branch, stages: [...branch.stages, stage] }));
      }
    }
    return extended;
  };
  return { branches: extend([{ parameters, stages: [] }], chain), stages };
}

function isChain(part: Transform | Groups | Chain): part is Chain {
  return Array.isArray(part);
}

/** The branches with no other parameters than these; without those to which none is left. */
function restricted(branches: readonly Branch[], parameters: ReadonlySet<Parameter>): Branch[] {
  return branches.flatMap(({ parameters: all, stages }) => {
    const left = [...all].filter(([, parameter]) => parameters.has(parameter));
    return left.length === 0 ? [] : [{ parameters: new Map(left), stages }];
  });
}
