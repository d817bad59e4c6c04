import { InvalidArgumentError } from 'commander';

/**
 * Returns a parser of options that are whole numbers from 1 to `most`. Default: no limit.
 *
 * The parser throws commander's `InvalidArgumentError` for any other text.
 */
export function countOf(most = Number.POSITIVE_INFINITY): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(
      `It must be a whole number ${most === Number.POSITIVE_INFINITY ? 'of at least 1' : `from 1 to ${most}`}.`,
    );
  };
}
