import { describe } from './arguments.js';
import { ArgumentError } from './errors.js';

/** A source of random numbers, such as `seeded(42)` of `@tbptt/core`. */
export interface Random {
  /** Returns the next number, uniform in [0, 1). */
  float(): number;
}

/**
 * Checks a source of random numbers.
 *
 * @throws ArgumentError if it has no method `float`.
 */
export function requireRandom(operation: string, random: unknown): void {
  if (typeof random === 'object' && random !== null && 'float' in random) {
    if (typeof random.float === 'function') return;
  }
  throw new ArgumentError(
    operation,
    `random is ${describe(random)}; it must be a generator with a method float(), such as seeded(1) of @tbptt/core.`,
    { random },
  );
}

/**
 * Draws a number, uniform in [0, 1).
 *
 * @throws ArgumentError if the generator returns anything else.
 */
export function uniform(random: Random): number {
  const number: unknown = random.float();
  if (typeof number === 'number' && number >= 0 && number < 1) return number;
  throw new ArgumentError(
    'random.float',
    `it returned ${describe(number)}; it must return numbers of at least 0 and less than 1.`,
    { number },
  );
}

/** Draws a whole number with `first <= n <= last`, uniformly. */
export function wholeNumber(random: Random, first: number, last: number): number {
  return first + Math.floor(uniform(random) * (last - first + 1));
}

/**
 * Shuffles a list in place, all orders equally likely (Fisher and Yates, by Durstenfeld 1964).
 */
export function shuffle<T>(list: { readonly length: number; [index: number]: T }, random: Random): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = wholeNumber(random, 0, i);
    const held = list[i] as T;
    list[i] = list[j] as T;
    list[j] = held;
  }
}
