import { describe, requireList, requireOptions, requireText } from './arguments.js';
import { codePointAt, isAstral, type Kind, symbolName } from './code-points.js';
import { ArgumentError, FormatError, UnknownSymbolError } from './errors.js';
import { idError } from './ids.js';

/** How {@link Vocabulary.encode} treats unknown symbols. */
export interface EncodeOptions {
  /**
   * A symbol of the vocabulary that replaces unknown ones. Default: none, unknown symbols are an
   * error.
   */
  readonly replacement?: string;
}

/**
 * The JSON form of a vocabulary: {@link Vocabulary.toJSON} returns it, {@link Vocabulary.fromJSON}
 * reads it.
 */
export interface VocabularyJSON {
  /** `[V]` The symbols in the order of their ids. */
  readonly symbols: readonly string[];
}

const ABSENT = -1;

/**
 * The code points of a vocabulary, checked. Only this file makes them, so only `of` and `from` make
 * vocabularies.
 */
class CodePoints {
  constructor(readonly list: readonly number[]) {}
}

/**
 * The `V` symbols of a text and their ids, 0 to `V - 1`. A symbol is a Unicode code point, so an
 * emoji is one symbol, not two halves.
 *
 * ```ts
 * const vocabulary = Vocabulary.of('hello');
 * vocabulary.symbols; // ['e', 'h', 'l', 'o']
 * vocabulary.encode('hole'); // Int32Array [1, 3, 2, 0]
 * vocabulary.decode([1, 3, 2, 0]); // 'hole'
 * ```
 */
export class Vocabulary {
  /** `[V]` The symbol of each id. */
  readonly symbols: readonly string[];
  /** Id by code point up to U+FFFF, as long as the largest of them requires. */
  readonly #table: Int32Array;
  /** Id by code point greater than U+FFFF. */
  readonly #astral = new Map<number, number>();

  private constructor(codePoints: CodePoints) {
    if (!(codePoints instanceof CodePoints)) {
      throw new ArgumentError(
        'Vocabulary',
        'its constructor is private; call Vocabulary.of(text) or Vocabulary.from(symbols).',
      );
    }
    this.symbols = Object.freeze(codePoints.list.map((codePoint) => String.fromCodePoint(codePoint)));
    const last = codePoints.list.reduce(
      (most, codePoint) => (isAstral(codePoint) ? most : Math.max(most, codePoint)),
      -1,
    );
    this.#table = new Int32Array(last + 1).fill(ABSENT);
    codePoints.list.forEach((codePoint, id) => {
      if (isAstral(codePoint)) this.#astral.set(codePoint, id);
      else this.#table[codePoint] = id;
    });
  }

  /**
   * Returns the vocabulary of the symbols that occur in `text`, in the order of their code points.
   *
   * @throws ArgumentError if the text is empty or contains half of a surrogate pair.
   */
  static of(text: string): Vocabulary {
    requireText('Vocabulary.of', 'text', text);
    if (text === '') {
      throw new ArgumentError(
        'Vocabulary.of',
        'the text is empty, but a vocabulary needs one symbol at least; check how it was read.',
        { text },
      );
    }
    const seen = new Uint8Array(0x110000);
    for (let i = 0; i < text.length; i++) {
      const codePoint = codePointAt(text, i, 'Vocabulary.of');
      seen[codePoint] = 1;
      if (isAstral(codePoint)) i++;
    }
    const codePoints: number[] = [];
    for (let c = seen.indexOf(1); c >= 0; c = seen.indexOf(1, c + 1)) codePoints.push(c);
    return new Vocabulary(new CodePoints(codePoints));
  }

  /**
   * Returns the vocabulary of the given symbols. The first has id 0.
   *
   * @throws ArgumentError if there are none, if one is not exactly one code point or is half of a
   * surrogate pair, or if one appears twice.
   */
  static from(symbols: Iterable<string>): Vocabulary {
    if (!isIterable(symbols)) {
      throw new ArgumentError(
        'Vocabulary.from',
        `symbols is ${describe(symbols)}; it must be an array or another iterable of symbols.`,
        { symbols },
      );
    }
    return new Vocabulary(codePointsOf('Vocabulary.from', symbols, ArgumentError));
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
    return new Vocabulary(
      codePointsOf('Vocabulary.fromJSON', value.symbols as readonly unknown[], FormatError),
    );
  }

  /** `V`, the number of symbols. */
  get size(): number {
    return this.symbols.length;
  }

  /**
   * Returns the ids of the symbols of `text`, one for each code point. An empty text has none.
   *
   * @throws UnknownSymbolError if a symbol is not in the vocabulary and no replacement is given.
   * @throws ArgumentError if the replacement is not in the vocabulary, or if the text contains half
   * of a surrogate pair.
   */
  encode(text: string, options: EncodeOptions = {}): Int32Array {
    requireText('Vocabulary.encode', 'text', text);
    requireOptions('Vocabulary.encode', options, { replacement: true });
    const fallback = this.#replacementOf(options);
    const table = this.#table;
    const ids = new Int32Array(text.length);
    let count = 0;
    for (let i = 0; i < text.length; i++) {
      let id = table[text.charCodeAt(i)] ?? ABSENT;
      if (id === ABSENT) {
        const position = i;
        const codePoint = codePointAt(text, position, 'Vocabulary.encode');
        if (isAstral(codePoint)) i++;
        id = this.#astral.get(codePoint) ?? fallback;
        if (id === ABSENT) throw this.#unknown(String.fromCodePoint(codePoint), position);
      }
      ids[count++] = id;
    }
    return count === ids.length ? ids : ids.slice(0, count);
  }

  /**
   * Returns the text that the ids spell.
   *
   * @throws ArgumentError if an element is not an id of this vocabulary.
   */
  decode(ids: ArrayLike<number>): string {
    requireList('Vocabulary.decode', 'ids', ids, 'ids, such as Vocabulary.encode returns');
    let text = '';
    for (let i = 0; i < ids.length; i++) {
      const id: unknown = ids[i];
      const symbol = typeof id === 'number' ? this.symbols[id] : undefined;
      if (symbol === undefined) throw idError('Vocabulary.decode', id, i, { size: this.size });
      text += symbol;
    }
    return text;
  }

  /** Returns the form that `JSON.stringify` writes and {@link Vocabulary.fromJSON} reads. */
  toJSON(): VocabularyJSON {
    return { symbols: this.symbols };
  }

  /** The id that unknown symbols get. */
  #replacementOf({ replacement }: EncodeOptions): number {
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

  #unknown(symbol: string, position: number): UnknownSymbolError {
    const { size } = this;
    return new UnknownSymbolError(
      'Vocabulary.encode',
      `the symbol ${symbolName(symbol)} at position ${position} is not among the ${size} symbols of the ` +
        "vocabulary; make the vocabulary of a text that has it, or choose a stand-in: encode(text, { replacement: '?' }).",
      { symbol, position, size },
    );
  }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) return false;
  return typeof value[Symbol.iterator] === 'function';
}

/**
 * Returns the code points of a list of symbols.
 *
 * @throws Kind if there are none, if one is not exactly one code point, or if one appears twice.
 */
function codePointsOf(operation: string, symbols: Iterable<unknown>, Kind: Kind): CodePoints {
  const ids = new Map<number, number>();
  let id = 0;
  for (const symbol of symbols) {
    if (typeof symbol !== 'string' || symbol === '') throw notASymbol(operation, symbol, id, Kind);
    const codePoint = codePointAt(symbol, 0, operation, Kind);
    if (symbol.length !== (isAstral(codePoint) ? 2 : 1)) throw notASymbol(operation, symbol, id, Kind);
    const first = ids.get(codePoint);
    if (first !== undefined) {
      throw new Kind(
        operation,
        `the symbol ${symbolName(symbol)} stands at ${first} and again at ${id}; ` +
          'each symbol may appear once. To collect the symbols of a text, call Vocabulary.of(text).',
        { symbol, first, second: id },
      );
    }
    ids.set(codePoint, id++);
  }
  if (id > 0) return new CodePoints([...ids.keys()]);
  throw new Kind(operation, 'the list of symbols is empty, but a vocabulary needs one symbol at least.');
}

function notASymbol(operation: string, value: unknown, index: number, Kind: Kind): Error {
  return new Kind(
    operation,
    `entry ${index} of symbols is ${describe(value)}, but a symbol is a string of exactly one code point; ` +
      'split longer strings first: [...text].',
    { value, index },
  );
}
