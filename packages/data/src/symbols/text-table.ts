import { compareCodePoints, requireWholePairs } from '../code-points.js';
import type { Missing, SymbolCount, SymbolTable } from './symbol-table.js';

/** Counts symbols, in the order of their code points. */
export function countSymbols(symbols: Iterable<string>): SymbolCount[] {
  const counts = new Map<string, number>();
  for (const symbol of symbols) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  return Array.from(counts, ([symbol, count]) => ({ symbol, count })).toSorted((a, b) =>
    compareCodePoints(a.symbol, b.symbol),
  );
}

/** The table of symbols of any length, into which `cut` divides a text. */
export class TextTable implements SymbolTable {
  readonly #ids: ReadonlyMap<string, number>;

  constructor(
    private readonly symbols: readonly string[],
    private readonly cut: (text: string) => Iterable<string>,
    private readonly separator = '',
  ) {
    this.#ids = new Map(symbols.map((symbol, id) => [symbol, id]));
  }

  encode(text: string, missing: Missing): Int32Array {
    if (!missing.takesHalves) requireWholePairs(text, 'Vocabulary.encode');
    const ids: number[] = [];
    let position = 0;
    for (const symbol of this.cut(text)) {
      ids.push(this.#ids.get(symbol) ?? missing.id(symbol, position));
      position += symbol.length;
    }
    return Int32Array.from(ids);
  }

  decode(ids: ArrayLike<number>): string {
    return Array.from(ids, (id) => this.symbols[id] as string).join(this.separator);
  }
}
