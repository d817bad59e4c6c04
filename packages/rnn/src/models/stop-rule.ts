import { ArgumentError } from '@tbptt/core';
import { COUNT, describe, isInRange, requireRange } from '@tbptt/core/operation';
import { requireSymbols } from './require-symbols.js';

/**
 * The endings of a text: a symbol, or a list of symbols and of lists of symbols, such as
 * `[vocabulary.encode('\n\n')]`. An ending of several symbols may begin in what the model read before it
 * wrote, as Hugging Face's `stop_strings` do.
 */
export type Stop = number | ArrayLike<number | ArrayLike<number>>;

/** Recognizes the end of a text, for all functions that write one. */
export class StopRule {
  /** The number of latest symbols of a text that decide whether the next one ends it. */
  readonly reach: number;
  /** The number of different symbols with which endings end. */
  readonly lastSymbols: number;
  readonly #texts: readonly Int32Array[];

  /** @throws ArgumentError if `stop` is not valid, or ends with a symbol that is not one of the `written` */
  constructor(operation: string, stop: Stop, written: number) {
    const isSymbol = typeof stop === 'number';
    const texts: readonly ArrayLike<number>[] = isSymbol ? [[stop]] : textsOf(operation, stop);
    // The symbols before the last may be such that the model reads but never writes.
    const last = texts.map((text) => text[text.length - 1] as number);
    const name = isSymbol ? 'stop' : 'the last symbol of stop';
    for (const symbol of last) requireRange(operation, name, symbol, { ...COUNT, below: written });
    this.#texts = texts.map((text) => Int32Array.from(text));
    this.reach = Math.max(0, ...this.#texts.map((text) => text.length - 1));
    this.lastSymbols = new Set(last).size;
  }

  /**
   * Returns the number of symbols of the longest ending with which a text ends at `symbol`, or 0.
   *
   * @param before at least the `reach` latest symbols before `symbol`, or all of them
   */
  endAt(before: readonly number[], symbol: number): number {
    let longest = 0;
    for (const text of this.#texts) {
      const first = before.length + 1 - text.length;
      if (text.length <= longest || first < 0 || text.at(-1) !== symbol) continue;
      if (text.subarray(0, -1).every((each, i) => each === before[first + i])) longest = text.length;
    }
    return longest;
  }
}

function textsOf(
  operation: string,
  stop: ArrayLike<number | ArrayLike<number>>,
): readonly ArrayLike<number>[] {
  const given: unknown = stop;
  if (typeof given !== 'object' || given === null || !isInRange(stop.length, COUNT)) {
    throw new ArgumentError(
      operation,
      `stop is ${describe(given)}; it must be a symbol, or an array of symbols and of texts such as vocabulary.encode(text).`,
    );
  }
  return Array.from(stop, (each, index) => {
    const isSymbol = typeof each !== 'object';
    const text = isSymbol ? [each] : each;
    requireSymbols(operation, isSymbol ? 'stop' : `text ${index} of stop`, text, isSymbol ? index : 0);
    if (text.length === 0) throw new ArgumentError(operation, `text ${index} of stop is empty.`);
    return text;
  });
}
