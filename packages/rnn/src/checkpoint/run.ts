import { ArgumentError } from '@tbptt/core';
import type { StateDictionary } from '@tbptt/core/files';
import { describe, type OptionNames, requireOptions } from '@tbptt/core/operation';
import type { State, Unrollable } from '../recurrent.js';

/**
 * Something that changes during a run: an `Optimizer`, a random generator, a `ReduceOnPlateau`, an
 * `EarlyStopping`, or a part of your own.
 */
export interface Resumable {
  /**
   * Returns everything that is needed to continue: plain data (null, strings, numbers, truth values,
   * arrays and plain objects), with tensors at any depth.
   */
  state(): unknown;
  /** Continues from what `state` returned. If that does not fit it throws, and changes nothing. */
  restore(state: unknown, bestWeights?: StateDictionary): void;
  /** Weights that belong to the state, as `EarlyStopping` has. They are given to `restore`. */
  readonly bestWeights?: StateDictionary | undefined;
}

/** Everything that changes during a run. */
export interface Run<M extends object = object> {
  /** The model. All its persistent tensors are saved, running statistics included. */
  readonly model: M;
  readonly optimizer?: Resumable;
  /**
   * All other parts by name: every random generator that is drawn from during the run, schedules
   * with a state, stopping rules.
   */
  readonly parts?: Readonly<Record<string, Resumable>>;
}

/** The state of a model that is trained through time; any state for other models. */
export type StateOf<M extends object> = M extends Unrollable<infer S> ? S : State;

const NAMES: OptionNames<Run> = { model: true, optimizer: true, parts: true };

/** The optimizer and the parts by name; the name of the optimizer is undefined. */
export function resumablesOf({ optimizer, parts = {} }: Run): (readonly [string | undefined, Resumable])[] {
  return [...(optimizer === undefined ? [] : [[undefined, optimizer] as const]), ...Object.entries(parts)];
}

/** How messages name the optimizer or a part. */
export function saidOf(name: string | undefined): string {
  return name === undefined ? 'the optimizer' : `the part ${describe(name)}`;
}

/** @throws ArgumentError if a run is not of the form of `Run` */
export function requireRun(operation: string, run: Run): void {
  requireOptions(operation, run, NAMES);
  const given: { readonly model?: unknown; readonly parts?: unknown } = run ?? {};
  if (typeof given.model !== 'object' || given.model === null) {
    throw new ArgumentError(
      operation,
      `the model of the run is ${describe(given.model)}; the run must be { model, optimizer, parts }.`,
    );
  }
  const { parts } = given;
  if (parts !== undefined && (typeof parts !== 'object' || parts === null || Array.isArray(parts))) {
    throw new ArgumentError(
      operation,
      `the parts of the run are ${describe(parts)}; they must be an object of parts by name, such as { random, stopping }.`,
    );
  }
  for (const [name, part] of resumablesOf(run)) {
    if (isResumable(part)) continue;
    throw new ArgumentError(
      operation,
      `${saidOf(name)} is ${describe(part)}; it must have state() and restore(state), as optimizers, generators and stopping rules have.`,
    );
  }
}

function isResumable(part: unknown): part is Resumable {
  if (typeof part !== 'object' || part === null) return false;
  return (
    typeof Reflect.get(part, 'state') === 'function' && typeof Reflect.get(part, 'restore') === 'function'
  );
}
