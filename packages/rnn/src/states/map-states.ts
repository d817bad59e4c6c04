import { ArgumentError, Tensor } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import type { State } from '../recurrent.js';

/**
 * Returns a state of the same form, with each tensor made by `visit` from the tensors at its place
 * in `state` and in `other`, which has the same form. Default: `other` is `state`.
 *
 * @throws ArgumentError if the forms differ
 */
export function mapStates<S extends State>(state: S, visit: (tensor: Tensor) => Tensor): S;
export function mapStates<S extends State>(
  state: S,
  visit: (tensor: Tensor, other: Tensor) => Tensor,
  other: S,
): S;
export function mapStates(
  state: State,
  visit: (tensor: Tensor, other: Tensor) => Tensor,
  other: State = state,
): State {
  if (state instanceof Tensor) {
    if (!(other instanceof Tensor)) throw different();
    return visit(state, other);
  }
  if (other instanceof Tensor) throw different();
  if (isList(state)) {
    if (!isList(other) || other.length !== state.length) throw different();
    return state.map((part, index) => mapStates(part, visit, other[index] as State));
  }
  return Object.fromEntries(
    partsOf(state).map(([name, part]) => {
      const counterpart = isList(other) ? undefined : other[name];
      if (counterpart === undefined) throw different();
      return [name, mapStates(part, visit, counterpart)];
    }),
  );
}

/**
 * Returns a state of the same form, with each tensor made by `visit` from the tensor at its place
 * and its path: `state.0.h`.
 */
export function mapPaths<S extends State>(state: S, visit: (path: string, tensor: Tensor) => Tensor): S;
export function mapPaths(state: State, visit: (path: string, tensor: Tensor) => Tensor): State {
  const walk = (part: State, path: string): State => {
    if (part instanceof Tensor) return visit(path, part);
    if (isList(part)) return part.map((each, index) => walk(each, `${path}.${index}`));
    return Object.fromEntries(partsOf(part).map(([name, each]) => [name, walk(each, `${path}.${name}`)]));
  };
  return walk(state, 'state');
}

/** Returns the tensors of a state, in the order of its fields. */
export function tensorsOf(state: State): Tensor[] {
  if (state instanceof Tensor) return [state];
  const parts: readonly State[] = isList(state) ? state : partsOf(state).map(([, part]) => part);
  return parts.flatMap(tensorsOf);
}

function isList(state: State): state is readonly State[] {
  return Array.isArray(state);
}

/**
 * The fields of a state. Primitives, maps and promises have no fields, so they would count as empty
 * states.
 */
function partsOf(state: { readonly [name: string]: State }): [string, State][] {
  const given: unknown = state;
  const isObject = typeof given === 'object' && given !== null && !ArrayBuffer.isView(given);
  const parts = isObject ? Object.entries(state) : [];
  if (!isObject || (parts.length === 0 && !isPlain(given))) {
    throw new ArgumentError(
      'state',
      `a part of the state is ${describe(given)}; a state is tensors [B, H] in objects and arrays.`,
    );
  }
  return parts;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function different(): ArgumentError {
  return new ArgumentError(
    'state',
    'the states have different forms; they must have the same fields and as many elements.',
  );
}
