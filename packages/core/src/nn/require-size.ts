import { ArgumentError } from '../tensor/errors.js';

/** Throws unless a size is a whole number of at least 1. */
export function requireSize(operation: string, name: string, size: number): void {
  if (Number.isSafeInteger(size) && size >= 1) return;
  throw new ArgumentError(operation, `the ${name} is ${size}; it must be a whole number of at least 1.`);
}
