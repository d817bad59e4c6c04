import { ArgumentError } from './errors.js';

/** The numbers that an argument may have. NaN and infinities are never among them. */
export interface Range {
  /** The smallest valid number. */
  readonly least?: number;
  /** The largest valid number. */
  readonly most?: number;
  /** Whether only whole numbers are valid. Default: false. */
  readonly whole?: boolean;
}

/** A whole number of at least 1, such as a size. */
export const SIZE: Range = { least: 1, whole: true };

/** A whole number of at least 0, such as a count. */
export const COUNT: Range = { least: 0, whole: true };

/** Whether a value is a number of the range. */
export function isInRange(value: unknown, { least, most, whole = false }: Range): value is number {
  return (
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (least === undefined || value >= least) &&
    (most === undefined || value <= most) &&
    (!whole || Number.isSafeInteger(value))
  );
}

/**
 * Checks a number that a caller gave.
 *
 * @throws ArgumentError if it is not a number of the range.
 */
export function requireRange(operation: string, name: string, value: unknown, range: Range): void {
  if (isInRange(value, range)) return;
  const { least, most, whole = false } = range;
  const bounds = [
    least === undefined ? '' : ` of at least ${least}`,
    most === undefined ? '' : ` of at most ${most}`,
  ].filter((bound) => bound !== '');
  throw new ArgumentError(
    operation,
    `${name} is ${describe(value)}; it must be ${whole ? 'a whole number' : 'a finite number'}${bounds.join(' and')}.`,
    { [name]: value },
  );
}

/** The names of the options of a function. The compiler refuses a list that misses one. */
export type OptionNames<Options> = { readonly [Name in keyof Required<Options>]: true };

/**
 * Checks that options are an object of known names. Functions whose options may be omitted have
 * `{}` as their default value.
 *
 * @throws ArgumentError if they are not an object, or if the function has no option of one of the
 * names.
 */
export function requireOptions<Options>(
  operation: string,
  options: Options,
  names: OptionNames<Options>,
): void {
  const known = Object.keys(names);
  // The tag tells objects from arrays, maps and promises, which would all be read as no options at
  // all.
  if (Object.prototype.toString.call(options) !== '[object Object]') {
    throw new ArgumentError(
      operation,
      `the options are ${describe(options)}; they must be an object with ${known.join(', ')}.`,
      { options },
    );
  }
  for (const name in options) {
    if (Object.hasOwn(names, name)) continue;
    throw new ArgumentError(
      operation,
      `there is no option ${describe(name)}; the options are ${known.join(', ')}.`,
      { option: name, options: known },
    );
  }
}

/**
 * Checks a text.
 *
 * @throws ArgumentError if it is not a string.
 */
export function requireText(operation: string, name: string, text: unknown): void {
  if (typeof text === 'string') return;
  throw new ArgumentError(operation, `${name} is ${describe(text)}; it must be a string.`, { [name]: text });
}

/** Whether a value is an array, a typed array, or another object with a length. */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return typeof value === 'object' && value !== null && 'length' in value && isInRange(value.length, COUNT);
}

/** Whether `for (const element of value)` works: a string, an array, a set and their kin. */
export function isIterable(value: unknown): value is Iterable<unknown> {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) return false;
  return typeof value[Symbol.iterator] === 'function';
}

/**
 * Checks a list.
 *
 * @throws ArgumentError if it is neither an array nor a typed array; `of` says what it must hold.
 */
export function requireList(operation: string, name: string, list: unknown, of: string): void {
  if (isList(list)) return;
  throw new ArgumentError(operation, `${name} is ${describe(list)}; it must be an array of ${of}.`, {
    [name]: list,
  });
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
  // Bundlers put an underscore before the name of a class that refers to itself.
  const kind = typeof constructor === 'function' ? constructor.name.replace(/^_(?=[A-Z])/, '') : '';
  return kind === '' || kind === 'Object' ? 'an object' : `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`;
}
