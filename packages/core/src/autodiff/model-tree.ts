import { describe } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { isTensorOfAnyCopy, twoCopies } from '../tensor/errors.js';
import { isTensor, type Tensor } from '../tensor/tensor.js';

/** A property of every frozen layer, whichever copy of this package made it. */
const FROZEN_BY_ANY_COPY = Symbol.for('@tbptt/core frozen');

/** The layer behind each frozen layer. */
const frozenLayers = new WeakMap<object, object>();

/** Marks `view` as the frozen form of `layer`. */
export function registerFrozen(view: object, layer: object): void {
  frozenLayers.set(view, layer);
}

/** Returns whether a property is the mark of frozen layers. */
export function isFrozenMark(name: string | symbol): boolean {
  return name === FROZEN_BY_ANY_COPY;
}

/** Returns the layer behind a frozen one, or undefined if the value is not frozen. */
export function frozenLayerOf(value: object): object | undefined {
  return frozenLayers.get(value);
}

/**
 * Visits every tensor that is reached from a model, once, under its first path.
 *
 * @param intoFrozen whether the tensors of frozen layers are visited too
 * @throws ArgumentError if the model is not an object, or if a part of it was made by another copy
 * of this package, which would otherwise be left out silently.
 */
export function visitTensors(
  operation: string,
  model: unknown,
  intoFrozen: boolean,
  visit: (tensor: Tensor, path: string) => void,
): void {
  requireModel(operation, model);
  const seen = new Set<object>();
  const enter = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    const frozenLayer = frozenLayerOf(value);
    if (isTensor(value)) visit(value, path);
    else if (frozenLayer !== undefined) {
      if (intoFrozen) enter(frozenLayer, path);
    } else if (isTensorOfAnyCopy(value)) throw twoCopies(operation);
    else if (FROZEN_BY_ANY_COPY in value) throw twoCopies(operation, 'a layer was frozen');
    else {
      for (const [key, field] of fieldsOf(value)) enter(field, path === '' ? key : `${path}.${key}`);
    }
  };
  enter(model, '');
}

/**
 * Returns the parts of an object, with the key of each part in a path: its fields, its elements, or
 * the values of a map. A map's key that is neither a string nor a number is replaced by its
 * position.
 */
export function fieldsOf(value: object): readonly (readonly [key: string, field: unknown])[] {
  if (value instanceof Map) {
    return [...(value as Map<unknown, unknown>)].map(([key, field], position) => [
      String(typeof key === 'string' || typeof key === 'number' ? key : position),
      field,
    ]);
  }
  if (value instanceof Set) return Object.entries([...(value as Set<unknown>)]);
  return ArrayBuffer.isView(value) ? [] : Object.entries(value);
}

/** @throws ArgumentError if a model is not an object whose parts can be seen. */
function requireModel(operation: string, model: unknown): void {
  const isObject = typeof model === 'object' && model !== null;
  if (isObject && !(model instanceof Promise)) return;
  let remedy = 'it must be an object that holds layers or parameters';
  if (isObject) remedy = 'await it first';
  if (typeof model === 'function') {
    remedy = 'what a function captures cannot be seen; give the object that holds its layers';
  }
  throw new ArgumentError(operation, `the model is ${describe(model)}; ${remedy}.`, { model });
}
