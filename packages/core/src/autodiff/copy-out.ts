import type { Address } from '../memory/block-allocator.js';
import type { Floats } from '../memory/linear-memory.js';
import { isTensorOfAnyCopy, twoCopies } from '../tensor/errors.js';
import { isTensor, nodeOf, type Tensor, tensorOf } from '../tensor/tensor.js';
import type { Scope } from './scope.js';

/**
 * Returns a tensor as an ordinary value, which does not end with the scope in which it was
 * computed.
 */
export function copiedOut(tensor: Tensor): Tensor {
  return tensorOf(tensor.shape, nodeOf(tensor).copy());
}

/**
 * Returns the result of a closure with every tensor in it copied out, at any depth of arrays, plain
 * objects, maps and sets. Everything else, instances of classes included, remains the same object.
 * An array or object that contains itself is copied once. Arrays and objects that have no tensor to
 * copy out may remain the same objects too.
 *
 * @throws ArgumentError if the result has tensors of another copy of this package.
 */
export function copyOut<R>(operation: string, result: R): R {
  return isOutside(result, 0) ? result : (copyOutOf(operation, result, new Map(), copiedOut) as R);
}

/** Results that are nested deeper are searched by `copyOutOf`, which notices circles. */
const DEEPEST = 4;

/**
 * Returns whether a result has no tensor that ends with a scope. Such a result consists of
 * primitive values, of ordinary tensors, and of arrays and plain objects of these.
 */
function isOutside(result: unknown, depth: number): boolean {
  if (typeof result !== 'object' || result === null) return true;
  if (isTensor(result)) return nodeOf(result).values !== undefined;
  if (depth === DEEPEST) return false;
  if (Array.isArray(result)) {
    for (let i = 0; i < result.length; i++) if (!isOutside(result[i], depth + 1)) return false;
    return true;
  }
  if (Object.getPrototypeOf(result) !== Object.prototype) return false;
  for (const key in result) {
    if (!isOutside((result as Readonly<Record<string, unknown>>)[key], depth + 1)) return false;
  }
  return Object.getOwnPropertySymbols(result).length === 0;
}

/**
 * The result of a closure that is read later, when its tensors may already hold other numbers. The
 * present numbers are kept in the scope.
 */
export class KeptResult<R> {
  /** What `copyOut` returns. Its numbers are undefined until they are read. */
  readonly copy: R;
  readonly #kept: { readonly address: Address; readonly values: Floats }[] = [];

  /** @throws ArgumentError if the result has tensors of another copy of this package. */
  constructor(
    operation: string,
    readonly scope: Scope,
    result: R,
  ) {
    this.copy = copyOutOf(operation, result, new Map(), (tensor) => this.#keep(tensor)) as R;
  }

  /** Reads the numbers. */
  read(): R {
    const { memory } = this.scope;
    for (const { address, values } of this.#kept) values.set(memory.view(address, values.length));
    return this.copy;
  }

  #keep(tensor: Tensor): Tensor {
    const values = this.scope.memory.createArray(tensor.size);
    this.#kept.push({ address: this.scope.keep(tensor), values });
    return tensorOf(tensor.shape, values);
  }
}

function copyOutOf(
  operation: string,
  result: unknown,
  copies: Map<object, unknown>,
  copyOf: (tensor: Tensor) => Tensor,
): unknown {
  if (typeof result !== 'object' || result === null) return result;
  const isOwn = isTensor(result);
  if (isOwn && nodeOf(result).values !== undefined) return result;
  if (copies.has(result)) return copies.get(result);
  if (isOwn) {
    const copy = copyOf(result);
    copies.set(result, copy);
    return copy;
  }
  if (Array.isArray(result)) {
    const copy = [...(result as readonly unknown[])];
    copies.set(result, copy);
    for (let i = 0; i < copy.length; i++) copy[i] = copyOutOf(operation, copy[i], copies, copyOf);
    return copy;
  }
  // First, since it is what most steps return, and what is asked of others takes time.
  if (isPlainObject(result)) {
    const copy = { ...result };
    copies.set(result, copy);
    for (const key of keysOf(copy)) {
      const value = copyOutOf(operation, copy[key], copies, copyOf);
      if (value === copy[key]) continue;
      if (key !== '__proto__') copy[key] = value;
      else Object.defineProperty(copy, key, { value }); // assigned, it would set the prototype
    }
    return copy;
  }
  if (isTensorOfAnyCopy(result)) throw twoCopies(operation);
  if (isA(result, Map)) {
    const copy = new Map<unknown, unknown>();
    copies.set(result, copy);
    for (const [key, value] of result) {
      copy.set(copyOutOf(operation, key, copies, copyOf), copyOutOf(operation, value, copies, copyOf));
    }
    return copy;
  }
  if (isA(result, Set)) {
    const copy = new Set<unknown>();
    copies.set(result, copy);
    for (const value of result) copy.add(copyOutOf(operation, value, copies, copyOf));
    return copy;
  }
  return result;
}

/** Returns the keys of an object. `Reflect.ownKeys` takes several times as long. */
function keysOf(object: object): readonly PropertyKey[] {
  const keys = Object.keys(object);
  const symbols = Object.getOwnPropertySymbols(object);
  return symbols.length === 0 ? keys : [...keys, ...symbols];
}

/** Returns whether a value is a map or a set, of any realm. */
function isA<M extends MapConstructor | SetConstructor>(value: object, kind: M): value is M['prototype'] {
  return value instanceof kind || Object.prototype.toString.call(value) === `[object ${kind.name}]`;
}

/** Returns whether a value is an object without a class, of any realm. */
function isPlainObject(value: object): value is Record<PropertyKey, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'hasOwnProperty');
}
