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

/** Returns whether a value is of `COUNT`, in less time than `isInRange`: lengths are checked often. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Returns whether a value is a number of the range. */
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
 * @throws ArgumentError if the value is not a number of the range. The message names the argument,
 * its value and the valid numbers.
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

/** The largest number of single precision. In the kernels, larger numbers are infinite. */
const LARGEST = 2 ** 128 - 2 ** 104;

/**
 * Checks a number that enters a kernel.
 *
 * @throws ArgumentError if the value is not a number of the range, or is infinite in single
 * precision.
 */
export function requireSingle(operation: string, name: string, value: unknown, range: Range): void {
  requireRange(operation, name, value, range);
  requireRange(operation, name, value, { least: -LARGEST, most: LARGEST });
}

/** @throws ArgumentError if a value is not a number. NaN and the infinities are numbers here. */
export function requireNumber(operation: string, name: string, value: unknown): void {
  if (typeof value === 'number') return;
  throw new ArgumentError(operation, `${name} is ${describe(value)}; it must be a number.`, {
    [name]: value,
  });
}

/** @throws ArgumentError if a value is neither true nor false. */
export function requireFlag(operation: string, name: string, value: unknown): void {
  if (typeof value === 'boolean') return;
  throw new ArgumentError(operation, `${name} is ${describe(value)}; it must be true or false.`, {
    [name]: value,
  });
}

/** @throws ArgumentError if a value is none of those listed. */
export function requireChoice(
  operation: string,
  name: string,
  value: unknown,
  values: readonly string[],
): void {
  if (values.some((valid) => valid === value)) return;
  const last = `'${values.at(-1)}'`;
  const others = values.slice(0, -1).map((valid) => `'${valid}'`);
  throw new ArgumentError(
    operation,
    `there is no ${name} ${describe(value)}; it must be ${[others.join(', '), last].filter(Boolean).join(' or ')}.`,
    { [name]: value },
  );
}

/**
 * Checks a function that a caller gave.
 *
 * @param example how such a function is written, such as `() => loss`
 * @throws ArgumentError if the value is not a function, or if it is a class.
 */
export function requireFunction(operation: string, name: string, value: unknown, example: string): void {
  if (isCallable(value)) return;
  throw new ArgumentError(
    operation,
    `${name} is ${describe(value)}; it must be a function, such as ${example}.`,
    { [name]: value },
  );
}

/** The names of the options that a function takes. The compiler refuses a list that misses one. */
export type OptionNames<Options> = { readonly [Name in keyof Required<Options>]: true };

/**
 * Returns whether a value can hold options. A map, a promise or a list has no fields, so every
 * option would silently have its default.
 */
function isOptions(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  // Most are literals, for which the prototype is known soonest.
  if (Object.getPrototypeOf(value) === Object.prototype) return true;
  return Object.prototype.toString.call(value) === '[object Object]';
}

/**
 * Checks that options were given as an object of known names.
 *
 * @throws ArgumentError if they are no such object, or if the function takes no option of one of
 * the names.
 */
export function requireOptions<Options>(
  operation: string,
  options: Options | undefined,
  names: OptionNames<Options>,
): void {
  if (options === undefined) return;
  if (!isOptions(options)) {
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
 * @throws ArgumentError if the value is not an object with the methods of `Random`, such as
 * `seeded(1)`.
 */
export function requireRandom(operation: string, random: unknown): void {
  const given: { float?: unknown; uint32?: unknown; integer?: unknown; normal?: unknown } =
    typeof random === 'object' && random !== null ? random : {};
  const methods = [given.float, given.uint32, given.integer, given.normal];
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
 * @throws ArgumentError if it returned a promise or is a generator: what follows its first `await`,
 * or all of it, would run after the step.
 */
export function requireSynchronous(operation: string, result: unknown): void {
  if (typeof result !== 'object' || result === null) return;
  if (Object.prototype.toString.call(result).endsWith('Generator]')) {
    throw new ArgumentError(
      operation,
      'the closure is a generator, whose body would run after the step has ended; give a closure that returns its result.',
    );
  }
  if (!('then' in result)) return;
  if (typeof result.then !== 'function') return;
  // A rejection would otherwise be reported beside the error.
  void Promise.resolve(result).catch(() => {});
  throw new ArgumentError(
    operation,
    'the closure is asynchronous: it returned a promise, and the rest of it would run after the step has ended. ' +
      'Await data before, and give a closure that returns its result.',
  );
}

/** Returns whether a value can be called without `new`: it is a function and no class. */
export function isCallable(value: unknown): value is (...given: never[]) => unknown {
  return typeof value === 'function' && !isClass(value);
}

/** Returns whether a function is a class, which can only be called with `new`. */
export function isClass(value: object): boolean {
  return Object.getOwnPropertyDescriptor(value, 'prototype')?.writable === false;
}

/** Returns how a value reads in a message. It is short, whatever the value is, and never throws. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}...` : value}'`;
  if (typeof value === 'function') {
    return value.name === '' ? 'a function' : `the ${isClass(value) ? 'class' : 'function'} ${value.name}`;
  }
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return 'an array';
  const kind = nameOfClass(value);
  return kind === '' || kind === 'Object'
    ? 'an object'
    : `${/^([AEIO]|[FHLMNRSX][A-Z])/.test(kind) ? 'an' : 'a'} ${kind}`;
}

function nameOfClass(value: object): string {
  try {
    const { constructor } = (Object.getPrototypeOf(value) ?? {}) as { constructor?: unknown };
    // Bundlers put an underscore before the name of a class that refers to itself.
    return typeof constructor === 'function' ? constructor.name.replace(/^_(?=[A-Z])/, '') : '';
  } catch {
    return ''; // a proxy that forbids the question
  }
}
