import { codePointAt, isAstral } from './code-points.js';
import {
  DuplicateSymbolError,
  EmptyTextError,
  EmptyVocabularyError,
  IdOutOfRangeError,
  NotASymbolError,
  UnknownReplacementError,
  UnknownSymbolError,
  VocabularyFormatError,
} from './errors.js';

/** How {@link Vocabulary.encode} treats what it does not know. */
export interface EncodeOptions {
  /** The symbol to put in the place of unknown ones; it must be in the vocabulary. Default: they are an error. */
  readonly replacement?: string;
}

/** What {@link Vocabulary.toJSON} gives and {@link Vocabulary.fromJSON} takes. */
export interface VocabularyJSON {
  /** `[V]`, in the order of their ids. */
  readonly symbols: readonly string[];
}

const ABSENT = -1;

/**
 * The `V` symbols of a text and their ids, 0 to `V - 1`. A symbol is a Unicode code point, so an emoji is one symbol,
 * not two halves.
 *
 * ```ts
 * const vocabulary = Vocabulary.of('hello');
 * vocabulary.symbols; // ['e', 'h', 'l', 'o']
 * vocabulary.encode('hole'); // Int32Array [1, 3, 2, 0]
 * vocabulary.decode([1, 3, 2, 0]); // 'hole'
 * ```
 */
export class Vocabulary {
  /** `[V]`: the symbol of each id. */
  readonly symbols: readonly string[];
  /** Id by code point up to U+FFFF, no longer than the greatest of them asks for. */
  readonly #table: Int32Array;
  /** Id by code point beyond U+FFFF. */
  readonly #astral = new Map<number, number>();

  private constructor(codePoints: readonly number[]) {
    this.symbols = Object.freeze(codePoints.map((codePoint) => String.fromCodePoint(codePoint)));
    const last = codePoints.reduce(
      (most, codePoint) => (isAstral(codePoint) ? most : Math.max(most, codePoint)),
      -1,
    );
    this.#table = new Int32Array(last + 1).fill(ABSENT);
    codePoints.forEach((codePoint, id) => {
      if (isAstral(codePoint)) this.#astral.set(codePoint, id);
      else this.#table[codePoint] = id;
    });
  }

  /**
   * The vocabulary of the symbols that occur in `text`, in the order of their code points.
   *
   * @throws EmptyTextError where the text is empty
   * @throws LoneSurrogateError where the text holds half of a surrogate pair
   */
  static of(text: string): Vocabulary {
    if (text === '') throw new EmptyTextError();
    const seen = new Uint8Array(0x110000);
    for (let i = 0; i < text.length; i++) {
      const codePoint = codePointAt(text, i, 'Vocabulary.of');
      seen[codePoint] = 1;
      if (isAstral(codePoint)) i++;
    }
    const codePoints: number[] = [];
    for (let c = seen.indexOf(1); c >= 0; c = seen.indexOf(1, c + 1)) codePoints.push(c);
    return new Vocabulary(codePoints);
  }

  /**
   * The vocabulary of these symbols; the first has id 0.
   *
   * @throws EmptyVocabularyError where there are none
   * @throws NotASymbolError where one is not exactly one code point
   * @throws LoneSurrogateError where one is half of a surrogate pair
   * @throws DuplicateSymbolError where one is named twice
   */
  static from(symbols: Iterable<string>): Vocabulary {
    const ids = new Map<number, number>();
    let id = 0;
    for (const symbol of symbols) {
      if (typeof symbol !== 'string' || symbol === '') throw new NotASymbolError(symbol, id);
      const codePoint = codePointAt(symbol, 0, 'Vocabulary.from');
      if (symbol.length !== (isAstral(codePoint) ? 2 : 1)) throw new NotASymbolError(symbol, id);
      const first = ids.get(codePoint);
      if (first !== undefined) throw new DuplicateSymbolError(symbol, first, id);
      ids.set(codePoint, id++);
    }
    if (id === 0) throw new EmptyVocabularyError();
    return new Vocabulary([...ids.keys()]);
  }

  /**
   * The vocabulary that {@link toJSON} wrote: `Vocabulary.fromJSON(JSON.parse(text))`.
   *
   * @throws VocabularyFormatError where the value has another form, and what {@link Vocabulary.from} throws
   */
  static fromJSON(value: unknown): Vocabulary {
    if (
      typeof value !== 'object' ||
      value === null ||
      !('symbols' in value) ||
      !Array.isArray(value.symbols)
    ) {
      throw new VocabularyFormatError();
    }
    return Vocabulary.from(value.symbols as readonly string[]);
  }

  /** `V`, the number of symbols. */
  get size(): number {
    return this.symbols.length;
  }

  /**
   * The ids of the symbols of `text`, one for each code point; of an empty text, none.
   *
   * @throws UnknownSymbolError where a symbol is not in the vocabulary and no replacement is given
   * @throws UnknownReplacementError where the replacement is not in the vocabulary
   * @throws LoneSurrogateError where the text holds half of a surrogate pair, replacement or not
   */
  encode(text: string, { replacement }: EncodeOptions = {}): Int32Array {
    const fallback = replacement === undefined ? ABSENT : this.symbols.indexOf(replacement);
    if (replacement !== undefined && fallback === ABSENT) throw new UnknownReplacementError(replacement);
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
        if (id === ABSENT) throw new UnknownSymbolError(String.fromCodePoint(codePoint), position, this.size);
      }
      ids[count++] = id;
    }
    return count === ids.length ? ids : ids.slice(0, count);
  }

  /**
   * The text that these ids spell.
   *
   * @throws IdOutOfRangeError where one is no id of this vocabulary
   */
  decode(ids: ArrayLike<number>): string {
    let text = '';
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] ?? ABSENT;
      const symbol = this.symbols[id];
      if (symbol === undefined) throw new IdOutOfRangeError('Vocabulary.decode', id, i, this.size);
      text += symbol;
    }
    return text;
  }

  /** What `JSON.stringify` writes of a vocabulary; {@link Vocabulary.fromJSON} reads it. */
  toJSON(): VocabularyJSON {
    return { symbols: this.symbols };
  }
}
