import { printable } from './printable.js';

/** The longest message, in UTF-16 units: names and contents of files may be of any length. */
const LONGEST = 1000;

/**
 * Returns a message as one line without control characters, its middle left out if it is very long.
 */
export function oneLine(message: string): string {
  const whole = message.length <= LONGEST;
  const text = whole ? message : `${message.slice(0, (LONGEST * 3) / 4)} ... ${message.slice(-LONGEST / 4)}`;
  return printable(text)
    .trim()
    .replace(/\s*\n\s*/g, ' ');
}
