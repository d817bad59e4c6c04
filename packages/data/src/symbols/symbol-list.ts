import { describe, isList } from '../arguments.js';
import { type Kind, symbolName } from '../code-points.js';
import { ArgumentError } from '../errors.js';
import { byteUnit } from './byte-unit.js';
import { codePointUnit } from './code-point-unit.js';
import { notASymbol } from './not-a-symbol.js';
import { segmentUnit } from './segment-unit.js';
import type { SymbolUnit, Unit } from './symbol-table.js';
import { tokenUnit } from './token-unit.js';

/** Symbols of a vocabulary that are not symbols of its texts. */
export interface SpecialSymbols {
  /**
   * Symbols with a meaning of their own, such as `<s>` and `</s>`. They may be longer than a unit.
   * Default: none.
   */
  readonly special?: readonly string[];
  /**
   * The symbol that stands for all symbols which the vocabulary lacks, such as `<unk>` or `�`. With
   * it every text can be encoded, and `decode` shows this mark. Default: none, unknown symbols are
   * an error.
   */
  readonly unknown?: string;
}

/** Options of {@link Vocabulary.from}: `special` and `unknown` name symbols of its list. */
export interface SymbolListOptions extends SpecialSymbols {
  /** What a symbol is. Default: `codePoint`. */
  readonly unit?: SymbolUnit;
}

export const UNITS: Readonly<Record<SymbolUnit, Unit>> = {
  byte: byteUnit,
  codePoint: codePointUnit,
  grapheme: segmentUnit('grapheme'),
  word: segmentUnit('word'),
  token: tokenUnit,
};

/** The symbols of a vocabulary, checked, and what they are. */
export class SymbolList {
  readonly unit: SymbolUnit;
  readonly special: readonly string[];
  readonly unknown: string | undefined;
  /** The special symbols and the unknown one. They need not be a unit of a text. */
  readonly marks: ReadonlySet<string>;
  /** `[V]` */
  symbols: readonly string[] = [];
  readonly #operation: string;
  readonly #Kind: Kind;

  /** @throws Kind if there is no such unit, or if a special symbol or the unknown one is not a symbol. */
  constructor(
    operation: string,
    Kind: Kind,
    { unit = 'codePoint', special = [], unknown }: Partial<Record<keyof SymbolListOptions, unknown>>,
  ) {
    if (typeof unit !== 'string' || !Object.hasOwn(UNITS, unit)) {
      throw new Kind(
        operation,
        `the unit is ${describe(unit)}; it must be ${Object.keys(UNITS).join(', ')}.`,
        { unit },
      );
    }
    if (
      !isList(special) ||
      !Array.from(special).every(isText) ||
      new Set(Array.from(special)).size < special.length
    ) {
      throw new Kind(
        operation,
        `special is ${describe(special)}; it must be an array of different symbols that are not empty, such as ['<s>', '</s>'].`,
        { special },
      );
    }
    if (unknown !== undefined && !isText(unknown)) {
      throw new Kind(
        operation,
        `unknown is ${describe(unknown)}; it must be a symbol that is not empty, such as '<unk>'.`,
        { unknown },
      );
    }
    this.#operation = operation;
    this.#Kind = Kind;
    this.unit = unit as SymbolUnit;
    this.special = Array.from(special as ArrayLike<string>);
    this.unknown = unknown;
    this.marks = new Set(unknown === undefined ? this.special : [...this.special, unknown]);
  }

  /**
   * Takes the symbols in the order of their ids.
   *
   * @throws Kind if there are none, if one can be no symbol of the unit, if one appears twice, or if
   * a special symbol or the unknown one is not among them.
   */
  of(symbols: Iterable<unknown>): this {
    const operation = this.#operation;
    const Kind = this.#Kind;
    const ids = new Map<string, number>();
    let index = 0;
    for (const symbol of symbols) {
      if (!isText(symbol)) {
        throw notASymbol(symbol, { operation, index, Kind }, 'a string that is not empty');
      }
      UNITS[this.unit].require(symbol, this.marks.has(symbol), { operation, index, Kind });
      const first = ids.get(symbol);
      if (first !== undefined) {
        throw new Kind(
          operation,
          `the symbol ${symbolName(symbol)} stands at ${first} and again at ${index}; ` +
            'each symbol may appear once. To collect the symbols of a text, call Vocabulary.of(text).',
          { symbol, first, second: index },
        );
      }
      ids.set(symbol, index++);
    }
    if (index === 0) {
      throw new Kind(operation, 'the list of symbols is empty, but a vocabulary needs one symbol at least.');
    }
    for (const mark of this.marks) {
      if (ids.has(mark)) continue;
      throw new Kind(
        operation,
        `the ${mark === this.unknown ? 'unknown' : 'special'} symbol ${symbolName(mark)} is not among the symbols; add it to the list, where its place gives its id.`,
        { symbol: mark },
      );
    }
    this.symbols = [...ids.keys()];
    return this;
  }
}

/**
 * Checks a list of tokens.
 *
 * @throws ArgumentError if one is not a string or is empty.
 */
export function requireTokens(operation: string, tokens: readonly unknown[]): readonly string[] {
  const wrong = tokens.findIndex((token) => !isText(token));
  if (wrong < 0) return tokens as readonly string[];
  throw new ArgumentError(
    operation,
    `the symbol at position ${wrong} is ${describe(tokens[wrong])}; it must be a string that is not empty.`,
    { token: tokens[wrong], position: wrong },
  );
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
