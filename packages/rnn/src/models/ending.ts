import { ArgumentError } from '@tbptt/core';
import { COUNT, describe, isInRange } from '@tbptt/core/operation';

/** What ends a text: single symbols, and texts of several symbols. */
export interface StopRule {
  readonly symbols: ReadonlySet<number>;
  readonly texts: readonly Int32Array[];
}

/** Indices are 32-bit numbers. */
const MOST_SYMBOLS = 2 ** 31 - 1;

/** @throws ArgumentError if it is no list of symbols and of texts that have symbols */
export function stopRule(operation: string, stop: ArrayLike<number | ArrayLike<number>>): StopRule {
  const given: unknown = stop;
  if (typeof given !== 'object' || given === null || !isInRange(stop.length, COUNT)) {
    throw new ArgumentError(
      operation,
      `stop is ${describe(given)}; it must be an array of symbols, or of texts such as vocabulary.encode(text).`,
    );
  }
  const symbols: number[] = [];
  const texts: Int32Array[] = [];
  Array.from(stop).forEach((each, index) => {
    if (typeof each !== 'object') {
      requireSymbols(operation, 'stop', [each], index);
      symbols.push(each);
      return;
    }
    requireSymbols(operation, `text ${index} of stop`, each);
    if (each.length === 0) throw new ArgumentError(operation, `text ${index} of stop is empty.`);
    if (each.length === 1) symbols.push(each[0] as number);
    else texts.push(Int32Array.from(each));
  });
  return { symbols: new Set(symbols), texts };
}

/** Knows the last symbols of a text, and whether it ends. */
export class Ending {
  readonly #rule: StopRule;
  readonly #longest: number;
  readonly #latest: number[] = [];

  constructor(rule: StopRule) {
    this.#rule = rule;
    this.#longest = Math.max(0, ...rule.texts.map((text) => text.length));
  }

  /** Notes a symbol that the model reads. */
  read(symbol: number): void {
    if (this.#longest === 0) return;
    this.#latest.push(symbol);
    if (this.#latest.length > this.#longest) this.#latest.shift();
  }

  /** Returns whether the text ends with a symbol after those that were read. */
  endsAt(symbol: number): boolean {
    const { symbols, texts } = this.#rule;
    if (symbols.has(symbol)) return true;
    return texts.some((text) => {
      const before = this.#latest.length + 1 - text.length;
      if (before < 0 || text.at(-1) !== symbol) return false;
      return text.subarray(0, -1).every((each, i) => each === this.#latest[before + i]);
    });
  }
}

/** Checks a list of symbols, whose first is element `first` of what it belongs to. */
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
