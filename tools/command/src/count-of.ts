import { InvalidArgumentError } from 'commander';

/**
 * Returns a parser of options that are whole numbers from `least` to `most`. Defaults: no limit, 1.
 *
 * The parser throws commander's `InvalidArgumentError` for any other text.
 */
export function countOf(most = Number.POSITIVE_INFINITY, least = 1): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      `It must be a whole number ${most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`}.`,
    );
  };
}
