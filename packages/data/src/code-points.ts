import { LoneSurrogateError } from './errors.js';

/** Whether a code point lies beyond U+FFFF and takes two UTF-16 units. */
export const isAstral = (codePoint: number): boolean => codePoint > 0xffff;

/**
 * The code point that begins at `position` of `text`.
 *
 * @throws LoneSurrogateError where half of a surrogate pair stands there; `operation` is named as the one that met it
 */
export function codePointAt(text: string, position: number, operation: string): number {
  const codePoint = text.codePointAt(position) ?? 0;
  if (codePoint >= 0xd800 && codePoint <= 0xdfff)
    throw new LoneSurrogateError(operation, codePoint, position);
  return codePoint;
}
