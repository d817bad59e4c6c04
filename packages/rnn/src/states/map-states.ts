import { Tensor } from '@tbptt/core';
import type { State } from '../recurrent.js';

/**
 * A state of the same form, each tensor of it made by `visit` from the tensors that stand in its place in `state` and, if it is given, in
 * `other`, which must have the same form.
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
    Object.entries(state).map(([name, part]) => {
      const counterpart = isList(other) ? undefined : other[name];
      if (counterpart === undefined) throw different();
      return [name, mapStates(part, visit, counterpart)];
    }),
  );
}

/** A state of the same form, each tensor of it made by `visit` from the one that stands in its place and the path to it: `state`, `state.0.h`. */
export function mapPaths<S extends State>(state: S, visit: (path: string, tensor: Tensor) => Tensor): S;
export function mapPaths(state: State, visit: (path: string, tensor: Tensor) => Tensor): State {
  const walk = (part: State, path: string): State => {
    if (part instanceof Tensor) return visit(path, part);
    if (isList(part)) return part.map((each, index) => walk(each, `${path}.${index}`));
    return Object.fromEntries(
      Object.entries(part).map(([name, each]) => [name, walk(each, `${path}.${name}`)]),
    );
  };
  return walk(state, 'state');
}

/** The tensors of a state, in the order of its fields. */
export function tensorsOf(state: State): Tensor[] {
  if (state instanceof Tensor) return [state];
  const parts: readonly State[] = isList(state) ? state : Object.values(state);
  return parts.flatMap(tensorsOf);
}

function isList(state: State): state is readonly State[] {
  return Array.isArray(state);
}

function different(): TypeError {
  return new TypeError('mapStates: the states have different forms.');
}
