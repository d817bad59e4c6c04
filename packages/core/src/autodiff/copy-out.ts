import { nodeOf, Tensor, tensorOf } from '../tensor/tensor.js';

/** The tensor as an ordinary value, independent of the scope in which it was computed. */
export function copiedOut(tensor: Tensor): Tensor {
  return tensorOf(tensor.shape, nodeOf(tensor).copy());
}

/**
 * The result of a closure with every tensor in it copied out, at any depth of arrays, plain objects, maps and sets. Everything else,
 * instances of classes included, stays the same object; an array or object that holds itself is copied once.
 */
export function copyOut<R>(result: R): R {
  return copyOutOf(result, new Map()) as R;
}

function copyOutOf(result: unknown, copies: Map<object, unknown>): unknown {
  if (typeof result !== 'object' || result === null) return result;
  if (copies.has(result)) return copies.get(result);
  if (result instanceof Tensor) {
    const copy = nodeOf(result).values === undefined ? copiedOut(result) : result;
    copies.set(result, copy);
    return copy;
  }
  if (Array.isArray(result)) {
    const copy: unknown[] = [];
    copies.set(result, copy);
    for (const element of result) copy.push(copyOutOf(element, copies));
    return copy;
  }
  if (result instanceof Map) {
    const copy = new Map<unknown, unknown>();
    copies.set(result, copy);
    for (const [key, value] of result) copy.set(key, copyOutOf(value, copies));
    return copy;
  }
  if (result instanceof Set) {
    const copy = new Set<unknown>();
    copies.set(result, copy);
    for (const value of result) copy.add(copyOutOf(value, copies));
    return copy;
  }
  if (!isPlainObject(result)) return result;
  const copy = { ...result };
  copies.set(result, copy);
  for (const key of Object.keys(copy)) copy[key] = copyOutOf(copy[key], copies);
  return copy;
}

function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
