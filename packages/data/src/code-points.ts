import { ArgumentError, type DataError, type Facts } from './errors.js';

/** A kind of error to throw: wrong arguments and ill-formed files have the same rules. */
export type Kind = new (operation: string, rule: string, facts?: Facts) => DataError;

/** Whether a code point is greater than U+FFFF, which is two UTF-16 units. */
export const isAstral = (codePoint: number): boolean => codePoint > 0xffff;

/**
 * Returns the code point that begins at `position` of `text`.
 *
 * @throws Kind if it is half of a surrogate pair.
 */
export function codePointAt(
  text: string,
  position: number,
  operation: string,
  Kind: Kind = ArgumentError,
): number {
  const codePoint = text.codePointAt(position) ?? 0;
  if (codePoint < 0xd800 || codePoint > 0xdfff) return codePoint;
  throw new Kind(
    operation,
    `the unit ${codePointName(codePoint)} at position ${position} is half of a surrogate pair and no symbol; ` +
      'cut texts between code points, or call text.toWellFormed() first.',
    { unit: codePoint, position },
  );
}

/**
 * Checks that a text has no half of a surrogate pair.
 *
 * @throws Kind if it has one.
 */
export function requireWholePairs(text: string, operation: string, Kind: Kind = ArgumentError): void {
  const position = text.search(/\p{Surrogate}/u);
  if (position >= 0) codePointAt(text, position, operation, Kind);
}

/** Orders texts by their code points, where UTF-16 units may order otherwise. */
export function compareCodePoints(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    if (a.charCodeAt(i) !== b.charCodeAt(i)) return (a.codePointAt(i) ?? 0) - (b.codePointAt(i) ?? 0);
  }
  return a.length - b.length;
}

/** The symbol in quotation marks and its code points: `"é" (U+00E9)`. Long texts are cut. */
export function symbolName(symbol: string): string {
  const points = Array.from(symbol.slice(0, 8));
  const more = symbol.length > 8 ? '...' : '';
  const names = points.map((point) => codePointName(point.codePointAt(0) ?? 0));
  return `${JSON.stringify(points.join('') + more)} (${names.join(' ')}${more})`;
}

function codePointName(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}
