import { ArgumentError } from './errors.js';

/** The numbers that an argument may have. NaN is never among them. */
export interface Range {
  /** The smallest valid number. */
  readonly least?: number;
  /** Valid numbers are greater than this. */
  readonly above?: number;
  /** The largest valid number; `Infinity` makes infinity valid. */
  readonly most?: number;
  /** Valid numbers are less than this. */
  readonly below?: number;
  /** Whether only whole numbers are valid. Default: false. */
  readonly whole?: boolean;
}

/** A whole number of at least 1, such as a size. */
export const SIZE: Range = { least: 1, whole: true };

/** A whole number of at least 0, such as a count. */
export const COUNT: Range = { least: 0, whole: true };

/** A number of at least 0, such as an epsilon. */
export const NOT_NEGATIVE: Range = { least: 0 };

/** Whether a value is a number of the range. */
export function isInRange(value: unknown, { least, above, most, below, whole = false }: Range): boolean {
  if (typeof value !== 'number' || Number.isNaN(value)) return false;
  if (!Number.isFinite(value)) return value === most;
  return (
    (least === undefined || value >= least) &&
    (above === undefined || value > above) &&
    (most === undefined || value <= most) &&
    (below === undefined || value < below) &&
    (!whole || Number.isSafeInteger(value))
  );
}

/**
 * Checks a number that a caller gave.
 *
 * @throws ArgumentError if it is not a number of the range; the message names the argument, its value and the valid numbers.
 */
export function requireRange(operation: string, name: string, value: unknown, range: Range): void {
  if (isInRange(value, range)) return;
  const { least, above, most, below, whole = false } = range;
  const bounds = [
    least === undefined ? '' : ` of at least ${least}`,
    above === undefined ? '' : ` greater than ${above}`,
    most === undefined || most === Number.POSITIVE_INFINITY ? '' : ` of at most ${most}`,
    below === undefined ? '' : ` less than ${below}`,
  ].filter((bound) => bound !== '');
  const kind = whole ? 'a whole number' : most === Number.POSITIVE_INFINITY ? 'a number' : 'a finite number';
  throw new ArgumentError(
    operation,
    `${name} is ${describe(value)}; it must be ${kind}${bounds.join(' and')}.`,
    { [name]: value },
  );
}

/** The names of the options that a function takes, all of them: the compiler refuses a list that misses one. */
export type OptionNames<Options> = { readonly [Name in keyof Required<Options>]: true };

/**
 * Checks that options were given as an object of known names.
 *
 * @throws ArgumentError if they are no object, or if the function takes no option of one of the names.
 */
export function requireOptions<Options>(
  operation: string,
  options: Options | undefined,
  names: OptionNames<Options>,
): void {
  if (options === undefined) return;
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ArgumentError(operation, `the options are ${describe(options)}; they must be an object.`, {
      options,
    });
  }
  for (const name in options) {
    if (Object.hasOwn(names, name)) continue;
    const known = Object.keys(names);
    throw new ArgumentError(
      operation,
      `there is no option '${name}'; ${known.length === 0 ? 'it takes none' : `the options are ${known.join(', ')}`}.`,
      { option: name, options: known },
    );
  }
}

/**
 * Checks a generator of random numbers.
 *
 * @throws ArgumentError if it is not an object with the methods of `Random`, such as `seeded(1)`.
 */
export function requireRandom(operation: string, random: unknown): void {
  const given: { float?: unknown; integer?: unknown; normal?: unknown } =
    typeof random === 'object' && random !== null ? random : {};
  const methods = [given.float, given.integer, given.normal];
  if (methods.every((method) => typeof method === 'function')) return;
  throw new ArgumentError(
    operation,
    `random is ${describe(random)}; it must be a seeded generator, such as { random: seeded(1) }.`,
    { random },
  );
}

/**
 * Checks that a closure ended when it returned.
 *
 * @throws ArgumentError if it returned a promise: what follows its first `await` would run after the step.
 */
export function requireSynchronous(operation: string, result: unknown): void {
  if (typeof result !== 'object' || result === null || !('then' in result)) return;
  if (typeof result.then !== 'function') return;
  // A rejection would otherwise be reported beside the error.
  void Promise.resolve(result).catch(() => {});
  throw new ArgumentError(
    operation,
    'the closure is asynchronous: it returned a promise, and the rest of it would run after the step has ended. ' +
      'Await data before, and give a closure that returns its result.',
  );
}

/** How a value reads in a message: short, and never an error itself. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}...` : value}'`;
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return 'an array';
  const prototype: unknown = Object.getPrototypeOf(value);
  const { constructor } = (prototype ?? {}) as { constructor?: unknown };
  const kind = typeof constructor === 'function' ? constructor.name : '';
  return kind === '' || kind === 'Object' ? 'an object' : `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`;
}
