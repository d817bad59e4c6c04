import { codePointAt, isAstral } from '../code-points.js';
import { notASymbol } from './not-a-symbol.js';
import { ABSENT, type Missing, type SymbolCount, type SymbolTable, type Unit } from './symbol-table.js';

/** Unicode code points: an emoji is one symbol, not two halves. */
export const codePointUnit: Unit = {
  count(text, operation) {
    const counts = new Uint32Array(0x110000);
    for (let i = 0; i < text.length; i++) {
      const codePoint = codePointAt(text, i, operation);
      counts[codePoint] = (counts[codePoint] as number) + 1;
      if (isAstral(codePoint)) i++;
    }
    const found: SymbolCount[] = [];
    for (let c = 0; c < counts.length; c++) {
      const count = counts[c] as number;
      if (count > 0) found.push({ symbol: String.fromCodePoint(c), count });
    }
    return found;
  },
  require(symbol, isSpecial, place) {
    const codePoint = codePointAt(symbol, 0, place.operation, place.Kind);
    if (isSpecial || symbol.length === (isAstral(codePoint) ? 2 : 1)) return;
    throw notASymbol(
      symbol,
      place,
      'a string of exactly one code point; split longer strings first: [...text]',
    );
  },
  table: (symbols) => new CodePointTable(symbols),
};

class CodePointTable implements SymbolTable {
  /** Id by code point up to U+FFFF, as long as the largest of them requires. */
  readonly #table: Int32Array;
  /** Id by code point greater than U+FFFF. */
  readonly #astral = new Map<number, number>();

  constructor(private readonly symbols: readonly string[]) {
    let last = -1;
    for (const symbol of symbols) if (symbol.length === 1) last = Math.max(last, symbol.charCodeAt(0));
    this.#table = new Int32Array(last + 1).fill(ABSENT);
    symbols.forEach((symbol, id) => {
      const codePoint = symbol.codePointAt(0) ?? 0;
      if (symbol.length === 1) this.#table[codePoint] = id;
      else if (symbol.length === 2 && isAstral(codePoint)) this.#astral.set(codePoint, id);
    });
  }

  encode(text: string, missing: Missing): Int32Array {
    const table = this.#table;
    const ids = new Int32Array(text.length);
    let count = 0;
    for (let i = 0; i < text.length; i++) {
      let id = table[text.charCodeAt(i)] ?? ABSENT;
      if (id === ABSENT) {
        const position = i;
        const codePoint = missing.takesHalves
          ? (text.codePointAt(i) ?? 0)
          : codePointAt(text, i, 'Vocabulary.encode');
        if (isAstral(codePoint)) i++;
        id = this.#astral.get(codePoint) ?? missing.id(String.fromCodePoint(codePoint), position);
      }
      ids[count++] = id;
    }
    return count === ids.length ? ids : ids.slice(0, count);
  }

  decode(ids: ArrayLike<number>): string {
    let text = '';
    for (let i = 0; i < ids.length; i++) text += this.symbols[ids[i] as number] as string;
    return text;
  }
}
