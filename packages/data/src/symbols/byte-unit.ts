import { requireWholePairs } from '../code-points.js';
import { notASymbol } from './not-a-symbol.js';
import { ABSENT, type Missing, type SymbolTable, type Unit } from './symbol-table.js';

/** Texts are read as bytes of UTF-8, and a byte order mark is a part of them. */
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

const isByte = (symbol: string): boolean => symbol.length === 1 && symbol <= '\u00ff';

/** The bytes of texts in UTF-8. The symbol of a byte is the character U+0000 to U+00FF of its value. */
export const byteUnit: Unit = {
  count(text, operation) {
    requireWholePairs(text, operation);
    const counts = new Uint32Array(256);
    for (const byte of bytesOf(text)) counts[byte] = (counts[byte] as number) + 1;
    return Array.from(counts, (count, byte) => ({ symbol: String.fromCharCode(byte), count })).filter(
      ({ count }) => count > 0,
    );
  },
  require(symbol, isSpecial, place) {
    requireWholePairs(symbol, place.operation, place.Kind);
    if (!isSpecial && !isByte(symbol)) {
      throw notASymbol(symbol, place, 'a byte, which is written as one character from U+0000 to U+00FF');
    }
    if (isSpecial && isByte(symbol) && symbol > '\u007f') {
      throw notASymbol(symbol, place, 'either special or a byte, as this character is; choose another mark');
    }
  },
  table: (symbols, special) => new ByteTable(symbols, special),
};

class ByteTable implements SymbolTable {
  /** Id by byte. */
  readonly #table = new Int32Array(256).fill(ABSENT);

  constructor(
    private readonly symbols: readonly string[],
    private readonly special: ReadonlySet<string>,
  ) {
    symbols.forEach((symbol, id) => {
      if (isByte(symbol)) this.#table[symbol.charCodeAt(0)] = id;
    });
  }

  encode(text: string, missing: Missing): Int32Array {
    if (!missing.takesHalves) requireWholePairs(text, 'Vocabulary.encode');
    const bytes = bytesOf(text);
    const ids = new Int32Array(bytes.length);
    for (let i = 0; i < bytes.length; i++) {
      const id = this.#table[bytes[i] as number] as number;
      ids[i] = id === ABSENT ? this.#missing(bytes, i, missing) : id;
    }
    return ids;
  }

  decode(ids: ArrayLike<number>): string {
    let text = '';
    let bytes: number[] = [];
    const flush = (): void => {
      text += textOf(Uint8Array.from(bytes));
      bytes = [];
    };
    for (let i = 0; i < ids.length; i++) {
      const symbol = this.symbols[ids[i] as number] as string;
      if (!this.special.has(symbol)) bytes.push(symbol.charCodeAt(0));
      else {
        flush();
        text += symbol;
      }
    }
    flush();
    return text;
  }

  /** The message names the character that a byte belongs to, and its position in the text. */
  #missing(bytes: Uint8Array, at: number, missing: Missing): number {
    let first = at;
    while ((bytes[first] as number) >> 6 === 0b10) first--;
    const position = textOf(bytes.subarray(0, first)).length;
    const rest = textOf(bytes.subarray(first, first + 4));
    return missing.id(String.fromCodePoint(rest.codePointAt(0) ?? 0), position);
  }
}
