import { InvalidArgumentError, Option } from 'commander';

/** Returns an option whose value is read by `parse`. */
export function option<T>(
  flags: string,
  description: string,
  parse: (text: string) => T,
  initial?: T,
): Option {
  const made = new Option(flags, description).argParser(parse);
  return initial === undefined ? made : made.default(initial);
}

/** Returns a reader of a whole number from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Returns a reader of a number of updates, such as `500`, or of minutes, such as `5m`. */
export function intervalWithin(
  mostSteps: number,
  mostMinutes: number,
): (text: string) => { readonly steps: number } | { readonly minutes: number } {
  return (text) => {
    const [, number, unit] = /^([\d.]+)(m|min)?$/.exec(text) ?? [];
    try {
      if (number !== undefined && unit !== undefined) {
        return { minutes: numberWithin({ above: 0, most: mostMinutes })(number) };
      }
      return { steps: wholeNumber(1, mostSteps)(text) };
    } catch {
      throw new InvalidArgumentError(
        `It must be a number of updates, such as 500, of at most ${mostSteps}, or of minutes, such as 5m, of at most ${mostMinutes}m.`,
      );
    }
  };
}

/** The range of a number. `least` and `most` are in it, `above` and `below` are not. */
export interface Range {
  readonly above?: number;
  readonly least?: number;
  readonly below?: number;
  readonly most?: number;
}

/** A number as people write it: no hexadecimal digits, no spaces, none that JavaScript alone knows. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Returns a reader of a number of the range. */
export function numberWithin(range: Range): (text: string) => number {
  const { above = -Infinity, least = -Infinity, below = Infinity, most = Infinity } = range;
  return (text) => {
    const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
    if (!Number.isFinite(value) || value <= above || value < least || value >= below || value > most) {
      throw new InvalidArgumentError(`It must be a number ${describe(range)}.`);
    }
    return value;
  };
}

/** Returns a reader of at most `most` values, separated by commas, that `parse` reads. */
export function list<T>(parse: (text: string) => T, most: number): (text: string) => readonly T[] {
  return (text) => {
    const parts = text.split(',');
    if (parts.length > most) throw new InvalidArgumentError(`There must be at most ${most} of them.`);
    return parts.map((part) => {
      try {
        return parse(part.trim());
      } catch (error) {
        if (!(error instanceof InvalidArgumentError)) throw error;
        throw new InvalidArgumentError(error.message.replace(/^It must be/, 'Each part must be'));
      }
    });
  };
}

/** Reads a number of threads, or `all`. */
export function threadCount(text: string): number | 'all' {
  return text === 'all' ? text : wholeNumber(1, 256)(text);
}

/** Returns the option `--text <file>`, which may be given several times. */
export function severalTexts(description: string): Option {
  return new Option('--text <file>', description).argParser(
    (file: string, before: readonly string[] | undefined): readonly string[] => [
      ...(before ?? []),
      someText(file),
    ],
  );
}

/** Reads a text of at least one character. */
export function someText(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must have at least one character.');
  return text;
}

function describe({ above, least, below, most }: Range): string {
  const lower = above !== undefined ? `above ${above}` : least !== undefined ? `of at least ${least}` : '';
  const upper = below !== undefined ? `below ${below}` : most !== undefined ? `of at most ${most}` : '';
  return [lower, upper].filter((part) => part !== '').join(' and ');
}
