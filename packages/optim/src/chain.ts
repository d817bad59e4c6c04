import type { Parameter } from '@tbptt/core';
import type { Transform } from './transform.js';

/**
 * Transforms in the order in which they act. An element may be a chain itself, such as `adam(...)`,
 * or `groups`, at which the chain branches.
 */
export type Chain = readonly (Transform | Groups | Chain)[];

/** The part of a chain at which it branches. Use `groups`. */
export interface Groups {
  /** Assigns each of the parameters, which are given by path, to a group. */
  assign(parameters: ReadonlyMap<string, Parameter>): readonly AssignedGroup[];
}

/** The parameters of a group and their chain. */
export interface AssignedGroup {
  readonly parameters: ReadonlySet<Parameter>;
  readonly chain: Chain;
}
