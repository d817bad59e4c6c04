import { describe, isCount } from '../arguments.js';
import { isTensorOfAnyCopy } from '../tensor/errors.js';
import { type Indices, isIndices } from '../tensor/indices.js';
import { formatShape, sizeOf } from '../tensor/shape.js';
import { Tensor } from '../tensor/tensor.js';

/** Returns whether a value is a plain object of any realm, not an array, a map or an instance of a class. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Returns why a value is neither a tensor nor indices, as the end of a sentence; undefined if it is
 * one of them.
 */
export function problemOf(value: unknown): string | undefined {
  if (value instanceof Tensor || (isIndices(value) && value.shape.every(isCount))) return undefined;
  if (typeof value !== 'object' || value === null) return `is ${describe(value)}`;
  if (isTensorOfAnyCopy(value)) return 'is a tensor of another copy of @tbptt/core';
  if ('data' in value && 'shape' in value) {
    return 'is an object of a shape and data, but not of whole lengths and an Int32Array';
  }
  return `is ${describe(value)}`;
}

/**
 * Returns why indices have the wrong number of elements, as the end of a sentence; undefined if it
 * is right, and for tensors.
 */
export function problemOfLength(source: Tensor | Indices): string | undefined {
  if (source instanceof Tensor || source.data.length === sizeOf(source.shape)) return undefined;
  return `has the shape ${formatShape(source.shape)}, but ${source.data.length} numbers; they must be as many`;
}
