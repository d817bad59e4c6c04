import { ArgumentError } from '@tbptt/core';
import { COUNT, describe, isInRange } from '@tbptt/core/operation';

/** Indices are 32-bit numbers. */
const MOST_SYMBOLS = 2 ** 31 - 1;

/**
 * Checks a list of symbols.
 *
 * @param first the number that messages give its first element
 * @throws ArgumentError if it is no list of whole numbers of at least 0
 */
export function requireSymbols(operation: string, name: string, symbols: ArrayLike<number>, first = 0): void {
  const given: unknown = symbols;
  if (typeof given !== 'object' || given === null || !isInRange(symbols.length, COUNT)) {
    throw new ArgumentError(operation, `${name} is ${describe(given)}; it must be an array of symbols.`);
  }
  for (let i = 0; i < symbols.length; i++) {
    // The model knows how many symbols it reads: it may read some that it never writes.
    if (isInRange(symbols[i], { ...COUNT, most: MOST_SYMBOLS })) continue;
    throw new ArgumentError(
      operation,
      `element ${first + i} of ${name} is ${describe(symbols[i])}; symbols are whole numbers of at least 0.`,
      { position: first + i, symbol: symbols[i] },
    );
  }
}

/**
 * Returns a copy of the symbols that a model reads before it writes.
 *
 * @throws ArgumentError if they are no symbols, or none at all
 */
export function requirePrime(operation: string, name: string, prime: ArrayLike<number>): Int32Array {
  requireSymbols(operation, name, prime);
  if (prime.length > 0) return Int32Array.from(prime);
  throw new ArgumentError(
    operation,
    `${name} is empty; give at least one symbol for the model to start from.`,
  );
}
