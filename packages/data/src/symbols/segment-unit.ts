import { requireWholePairs } from '../code-points.js';
import { ArgumentError } from '../errors.js';
import type { Unit } from './symbol-table.js';
import { countSymbols, TextTable } from './text-table.js';

/**
 * Graphemes or words as Unicode divides texts into them (UAX 29). What is between words is a symbol,
 * too, so a text is the concatenation of its symbols.
 *
 * A symbol of a list need not be one of these: versions of Unicode differ, and a saved vocabulary
 * remains readable.
 */
export const segmentUnit = (granularity: 'grapheme' | 'word'): Unit => ({
  count(text, operation) {
    requireWholePairs(text, operation);
    return countSymbols(segments(text, granularity, operation));
  },
  require: (symbol, _, { operation, Kind }) => requireWholePairs(symbol, operation, Kind),
  table: (symbols) => new TextTable(symbols, (text) => segments(text, granularity, 'Vocabulary.encode')),
});

/** Divides a text into graphemes or words. */
export function* segments(
  text: string,
  granularity: 'grapheme' | 'word',
  operation: string,
  pieceLength = PIECE_LENGTH,
): Generator<string> {
  if (!('Segmenter' in Intl)) {
    throw new ArgumentError(
      operation,
      `${granularity}s were asked for, but this host has no Intl.Segmenter; use the unit codePoint or byte, or cut the text yourself and pass a list of tokens.`,
    );
  }
  // No language: the result depends on the version of Unicode alone, not on the settings of the host.
  const segmenter = new Intl.Segmenter('und', { granularity });
  for (const piece of pieces(text, pieceLength)) {
    for (const { segment } of segmenter.segment(piece)) yield segment;
  }
}

/** Segmenters of some hosts, Node 20 among them, take a time that grows with the square of the length. */
const PIECE_LENGTH = 2000;

/**
 * The places where graphemes and words both end, whatever follows: after a line feed, and between a
 * letter and a space or an ideographic full stop or comma. U+0D4E is the only letter of the basic
 * plane that belongs to what comes after it.
 */
const END = /(?<=\n)|(?<=(?=\p{L})[\0-\u0d4d\u0d4f-\uffff])(?=[ \u3001\u3002])/gu;

function* pieces(text: string, pieceLength: number): Generator<string> {
  const end = new RegExp(END);
  let start = 0;
  while (start < text.length) {
    // Within a surrogate pair the search would begin at its first half, which may be the start.
    const from = start + pieceLength;
    end.lastIndex = /[\udc00-\udfff]/.test(text.charAt(from)) ? from + 1 : from;
    const next = end.lastIndex < text.length ? (end.exec(text)?.index ?? text.length) : text.length;
    yield text.slice(start, next);
    start = next;
  }
}
