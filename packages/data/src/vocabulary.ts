import {
  describe,
  isIterable,
  isList,
  requireList,
  requireOptions,
  requireRange,
  requireText,
  SIZE,
} from './arguments.js';
import { symbolName } from './code-points.js';
import { ArgumentError, FormatError, UnknownSymbolError } from './errors.js';
import { idError } from './ids.js';
import {
  requireTokens,
  type SpecialSymbols,
  SymbolList,
  type SymbolListOptions,
  UNITS,
} from './symbols/symbol-list.js';
import { ABSENT, type Missing, type SymbolTable, type SymbolUnit } from './symbols/symbol-table.js';
import { countSymbols } from './symbols/text-table.js';

/** Options of {@link Vocabulary.of}. */
export interface VocabularyOptions extends SpecialSymbols {
  /**
   * What a symbol is: a byte of UTF-8, a Unicode code point, a grapheme (what a reader calls a
   * character), or a word, where spaces and punctuation are symbols, too. Default: `codePoint`.
   */
  readonly unit?: Exclude<SymbolUnit, 'token'>;
  /**
   * The count that a symbol of the text must reach; rarer ones are left out. `symbols` lists those that are
   * left, so neither the vocabulary nor its JSON form stores this number. Default: 1.
   */
  readonly minimumCount?: number;
}

/** How {@link Vocabulary.encode} treats unknown symbols. */
export interface EncodeOptions {
  /**
   * A symbol of the vocabulary that replaces unknown ones. Default: the vocabulary's `unknown`; if it
   * has none, unknown symbols are an error.
   */
  readonly replacement?: string;
}

/**
 * The JSON form of a vocabulary: {@link Vocabulary.toJSON} returns it, {@link Vocabulary.fromJSON}
 * reads it. What has its default value is left out.
 */
export interface VocabularyJSON extends SymbolListOptions {
  /** `[V]` The symbols in the order of their ids. */
  readonly symbols: readonly string[];
}

/**
 * The `V` symbols of a text and their ids, 0 to `V - 1`. A symbol is a Unicode code point, so an
 * emoji is one symbol, not two halves. Other units are bytes, graphemes and words, or tokens that the
 * caller cuts.
 *
 * ```ts
 * const vocabulary = Vocabulary.of('hello');
 * vocabulary.symbols; // ['e', 'h', 'l', 'o']
 * vocabulary.encode('hole'); // Int32Array [1, 3, 2, 0]
 * vocabulary.decode([1, 3, 2, 0]); // 'hole'
 *
 * const words = Vocabulary.of('the cat and the dog', { unit: 'word', minimumCount: 2, unknown: '<unk>' });
 * words.symbols; // ['<unk>', ' ', 'the']
 * words.decode(words.encode('the end')); // 'the <unk>'
 * ```
 */
export class Vocabulary {
  /** `[V]` The symbol of each id. */
  readonly symbols: readonly string[];
  /** What a symbol is. */
  readonly unit: SymbolUnit;
  /** The symbols that need not be a unit of a text. */
  readonly special: readonly string[];
  /** The symbol of whatever the vocabulary lacks, if it has one. */
  readonly unknown: string | undefined;
  readonly #table: SymbolTable;
  /** Id by symbol. */
  #ids: ReadonlyMap<string, number> | undefined;

  private constructor(list: SymbolList) {
    if (!(list instanceof SymbolList)) {
      throw new ArgumentError(
        'Vocabulary',
        'its constructor is private; call Vocabulary.of(text) or Vocabulary.from(symbols).',
      );
    }
    this.symbols = Object.freeze(list.symbols);
    this.unit = list.unit;
    this.special = Object.freeze(list.special);
    this.unknown = list.unknown;
    this.#table = UNITS[list.unit].table(list.symbols, list.marks);
  }

  /**
   * Returns the vocabulary of the symbols that occur in a text. The special symbols come first, then
   * the unknown one, then the others in the order of their code points.
   *
   * A list is one of tokens, each of which is a symbol.
   *
   * @throws ArgumentError if the text is empty or contains half of a surrogate pair, if a list is
   * given with a unit, or if an option is not valid.
   */
  static of(text: string, options?: VocabularyOptions): Vocabulary;
  static of(tokens: Iterable<string>, options?: Omit<VocabularyOptions, 'unit'>): Vocabulary;
  static of(source: Iterable<string>, options: VocabularyOptions = {}): Vocabulary {
    const operation = 'Vocabulary.of';
    const isText = typeof source === 'string';
    if (!isText && !isIterable(source)) {
      throw new ArgumentError(
        operation,
        `text is ${describe(source)}; it must be a string, or a list of tokens.`,
        { text: source },
      );
    }
    requireOptions(operation, options, { unit: true, minimumCount: true, special: true, unknown: true });
    const { unit, minimumCount = 1, special, unknown } = options;
    requireRange(operation, 'minimumCount', minimumCount, SIZE);
    if (!isText && unit !== undefined) {
      throw new ArgumentError(
        operation,
        `a list of tokens was given with the unit ${describe(unit)}; tokens are symbols themselves: leave the unit out, or join texts first.`,
        { unit },
      );
    }
    const list = new SymbolList(operation, ArgumentError, {
      unit: isText ? unit : 'token',
      special,
      unknown,
    });
    const counts = isText
      ? UNITS[list.unit].count(source, operation)
      : countSymbols(requireTokens(operation, Array.from(source)));
    if (counts.length === 0) {
      throw new ArgumentError(
        operation,
        `${isText ? 'the text' : 'the list of tokens'} is empty, but a vocabulary needs one symbol at least; check how it was read.`,
        { text: source },
      );
    }
    const frequent = counts.filter(({ symbol, count }) => count >= minimumCount && !list.marks.has(symbol));
    return new Vocabulary(list.of([...list.marks, ...frequent.map(({ symbol }) => symbol)]));
  }

  /**
   * Returns the vocabulary of the given symbols. The first has id 0.
   *
   * @throws ArgumentError if there are none, if one is not exactly one code point (or one byte, or
   * empty, as the unit says) or has half of a surrogate pair, if one appears twice, or if a special
   * symbol or the unknown one is not among them.
   */
  static from(symbols: Iterable<string>, options: SymbolListOptions = {}): Vocabulary {
    if (!isIterable(symbols)) {
      throw new ArgumentError(
        'Vocabulary.from',
        `symbols is ${describe(symbols)}; it must be an array or another iterable of symbols.`,
        { symbols },
      );
    }
    requireOptions('Vocabulary.from', options, { unit: true, special: true, unknown: true });
    return new Vocabulary(new SymbolList('Vocabulary.from', ArgumentError, options).of(symbols));
  }

  /**
   * Returns the vocabulary that {@link toJSON} wrote: `Vocabulary.fromJSON(JSON.parse(text))`.
   *
   * @throws FormatError if the value has another form, or symbols that {@link Vocabulary.from}
   * refuses.
   */
  static fromJSON(value: unknown): Vocabulary {
    if (
      typeof value !== 'object' ||
      value === null ||
      !('symbols' in value) ||
      !Array.isArray(value.symbols)
    ) {
      throw new FormatError(
        'Vocabulary.fromJSON',
        'the value must be an object { symbols: [...] }, as toJSON gives it; ' +
          'parse the text first: Vocabulary.fromJSON(JSON.parse(text)).',
      );
    }
    const { symbols, ...options } = value as { readonly symbols: readonly unknown[] } & SymbolListOptions;
    return new Vocabulary(new SymbolList('Vocabulary.fromJSON', FormatError, options).of(symbols));
  }

  /** `V`, the number of symbols. */
  get size(): number {
    return this.symbols.length;
  }

  /**
   * Returns the ids of the symbols of a text, one for each unit. An empty text has none. A list is
   * taken as symbols, the special ones included: `encode(['<s>'])`.
   *
   * @throws UnknownSymbolError if a symbol is not in the vocabulary, and there is neither a
   * replacement nor an unknown symbol.
   * @throws ArgumentError if the replacement is not in the vocabulary, if a text is given and the
   * symbols are tokens, or if a text without an unknown symbol contains half of a surrogate pair.
   */
  encode(text: string | readonly string[], options: EncodeOptions = {}): Int32Array {
    if (!isList(text)) requireText('Vocabulary.encode', 'text', text);
    requireOptions('Vocabulary.encode', options, { replacement: true });
    const fallback = this.#replacementOf(options);
    const missing: Missing = {
      id: (symbol, position) => {
        if (fallback === ABSENT) throw this.#missing(symbol, position);
        return fallback;
      },
      takesHalves: this.unknown !== undefined,
    };
    if (typeof text === 'string') return this.#table.encode(text, missing);
    const ids = (this.#ids ??= new Map(this.symbols.map((symbol, id) => [symbol, id])));
    return Int32Array.from(
      requireTokens('Vocabulary.encode', Array.from(text)),
      (symbol, position) => ids.get(symbol) ?? missing.id(symbol, position),
    );
  }

  /**
   * Returns the text that the ids spell. Tokens are separated by spaces. Bytes that are no UTF-8
   * become `�` (U+FFFD).
   *
   * @throws ArgumentError if an element is not an id of this vocabulary.
   */
  decode(ids: ArrayLike<number>): string {
    this.#require('Vocabulary.decode', ids);
    return this.#table.decode(ids);
  }

  /**
   * Returns the symbol of each id.
   *
   * @throws ArgumentError if an element is not an id of this vocabulary.
   */
  symbolsOf(ids: ArrayLike<number>): readonly string[] {
    this.#require('Vocabulary.symbolsOf', ids);
    return Array.from(ids, (id) => this.symbols[id] as string);
  }

  /** Returns the form that `JSON.stringify` writes and {@link Vocabulary.fromJSON} reads. */
  toJSON(): VocabularyJSON {
    const { symbols, unit, special, unknown } = this;
    return {
      symbols,
      ...(unit === 'codePoint' ? {} : { unit }),
      ...(special.length === 0 ? {} : { special }),
      ...(unknown === undefined ? {} : { unknown }),
    };
  }

  #require(operation: string, ids: ArrayLike<number>): void {
    requireList(operation, 'ids', ids, 'ids, such as Vocabulary.encode returns');
    for (let i = 0; i < ids.length; i++) {
      const id: unknown = ids[i];
      if (typeof id !== 'number' || this.symbols[id] === undefined) {
        throw idError(operation, id, i, { size: this.size });
      }
    }
  }

  /** The id that unknown symbols get. */
  #replacementOf({ replacement = this.unknown }: EncodeOptions): number {
    if (replacement === undefined) return ABSENT;
    const id = this.symbols.indexOf(replacement);
    if (id !== ABSENT) return id;
    throw new ArgumentError(
      'Vocabulary.encode',
      `the replacement ${typeof replacement === 'string' ? symbolName(replacement) : describe(replacement)} is not in the vocabulary; ` +
        'choose one of its symbols, or add it when the vocabulary is made.',
      { replacement },
    );
  }

  #missing(symbol: string, position: number): UnknownSymbolError {
    const { size } = this;
    return new UnknownSymbolError(
      'Vocabulary.encode',
      `the symbol ${symbolName(symbol)} at position ${position} is not among the ${size} symbols of the ` +
        "vocabulary; make the vocabulary of a text that has it, give it a symbol for the rest: { unknown: '<unk>' }, " +
        "or choose a stand-in: encode(text, { replacement: '?' }).",
      { symbol, position, size },
    );
  }
}
