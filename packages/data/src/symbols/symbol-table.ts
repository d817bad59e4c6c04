import type { Kind } from '../code-points.js';

/** What a symbol of a vocabulary is. */
export type SymbolUnit = 'byte' | 'codePoint' | 'grapheme' | 'word' | 'token';

/** A symbol and how frequent it is. */
export interface SymbolCount {
  readonly symbol: string;
  readonly count: number;
}

/** What happens to symbols that a table lacks. */
export interface Missing {
  /** Returns the id of such a symbol, or throws. */
  readonly id: (symbol: string, position: number) => number;
  /** Whether half of a surrogate pair is such a symbol, too. If not, it is an error. */
  readonly takesHalves: boolean;
}

/** The ids of the symbols of a vocabulary: how a text becomes ids, and how ids become a text. */
export interface SymbolTable {
  /** Returns the id of each symbol of a text. */
  encode(text: string, missing: Missing): Int32Array;
  /** Returns the text of ids, each of which has a symbol. */
  decode(ids: ArrayLike<number>): string;
}

/** One kind of symbols. */
export interface Unit {
  /** Counts the symbols of a text, in the order of their code points. */
  count(text: string, operation: string): readonly SymbolCount[];
  /**
   * Checks a symbol that a list names. A special symbol need not be a unit of a text.
   *
   * @throws Kind if it can be no symbol.
   */
  require(symbol: string, isSpecial: boolean, place: Place): void;
  /** Returns the table of symbols that have been checked. */
  table(symbols: readonly string[], special: ReadonlySet<string>): SymbolTable;
}

/** Where a symbol of a list is, for messages. */
export interface Place {
  readonly operation: string;
  readonly index: number;
  readonly Kind: Kind;
}

/** The id of a symbol that a table lacks. */
export const ABSENT = -1;
