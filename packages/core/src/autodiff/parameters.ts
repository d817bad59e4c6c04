import { ArgumentError } from '../errors.js';
import { isTensorOfAnyCopy, twoCopies } from '../tensor/errors.js';
import { Parameter } from '../tensor/parameter.js';
import { PersistentTensor } from '../tensor/persistent-tensor.js';
import { Tensor } from '../tensor/tensor.js';
import { frozenLayerOf } from './frozen.js';

/**
 * The parameters of a model by path: every `Parameter` that is reached from it through the fields of objects, the elements of arrays and
 * sets and the values of maps, named by the keys and positions on the way, such as `layers.0.weight`. A parameter that is reached twice
 * (a tied weight) has its first path.
 *
 * `frozen` layers are left out. Private fields (`#weight`) and what functions capture cannot be seen: an optimizer refuses steps in which a
 * parameter takes part that no optimizer has.
 *
 * @throws ArgumentError if two parameters have the same path, or if one was made by another copy of this package.
 */
export function parametersOf(model: object): Map<string, Parameter> {
  const found = new Map<string, Parameter>();
  walk(model, false, (tensor, path) => {
    if (tensor instanceof Parameter) add('parametersOf', found, path, tensor);
  });
  return found;
}

/**
 * All that a model keeps, by field path: its parameters, those of `frozen` layers included, and what is not trained, such as running
 * statistics. The tensors of a frozen layer stand under the paths that they had without `frozen`.
 */
export function persistentTensorsOf(model: object): Map<string, PersistentTensor> {
  const found = new Map<string, PersistentTensor>();
  walk(model, true, (tensor, path) => {
    if (tensor instanceof PersistentTensor) add('persistentTensorsOf', found, path, tensor);
  });
  return found;
}

/** Adds a tensor under its path: a second tensor of one path would never be trained or saved. */
function add<T>(operation: string, found: Map<string, T>, path: string, tensor: T): void {
  if (found.has(path)) {
    throw new ArgumentError(
      operation,
      `two tensors of the model have the path '${path}'; rename a field or key that is empty or contains a dot.`,
      { path },
    );
  }
  found.set(path, tensor);
}

/** Visits every tensor that is reached from a model, once, under its first path. */
function walk(model: object, intoFrozen: boolean, visit: (tensor: Tensor, path: string) => void): void {
  const seen = new Set<object>();
  const enter = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    const frozenLayer = frozenLayerOf(value);
    if (value instanceof Tensor) visit(value, path);
    else if (isTensorOfAnyCopy(value)) throw twoCopies('parametersOf');
    else if (frozenLayer !== undefined) {
      if (intoFrozen) enter(frozenLayer, path);
    } else {
      for (const [key, field] of fieldsOf(value)) enter(field, path === '' ? key : `${path}.${key}`);
    }
  };
  enter(model, '');
}

/**
 * Returns what an object consists of, with the key of each part in a path: its fields, its elements, or the values of a map. A map's key
 * that is neither a string nor a number is replaced by its position.
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
