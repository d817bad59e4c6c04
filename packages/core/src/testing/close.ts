/** How far a number may be from the one that is expected: at most `absolute + relative * |expected|`. */
export interface Tolerance {
  /** Default: 1e-5. */
  readonly relative?: number;
  /** Default: 1e-6. */
  readonly absolute?: number;
}

/** What is compared, for the message. */
export interface CloseOptions extends Tolerance {
  /** Default: `the result`. */
  readonly name?: string;
}

/** Numbers are not what was expected. Test runners know it by its name, `AssertionError`. */
export class NotCloseError extends Error {
  override readonly name = 'AssertionError';

  constructor(
    message: string,
    readonly actual: ArrayLike<number>,
    readonly expected: ArrayLike<number>,
  ) {
    super(message);
  }
}

/**
 * Throws a `NotCloseError` unless `actual` is as long as `expected` and each number is close to the
 * one expected. NaN and infinities are close to themselves only. The message names the first number
 * that is not, and counts the others.
 */
export function expectClose(
  actual: number | ArrayLike<number>,
  expected: number | ArrayLike<number>,
  { relative = 1e-5, absolute = 1e-6, name = 'the result' }: CloseOptions = {},
): void {
  const a = typeof actual === 'number' ? [actual] : actual;
  const e = typeof expected === 'number' ? [expected] : expected;
  if (a.length !== e.length) {
    throw new NotCloseError(`${name} has ${a.length} numbers, but ${e.length} are expected.`, a, e);
  }
  const apart: number[] = [];
  for (let i = 0; i < a.length; i++) {
    if (!isClose(a[i] as number, e[i] as number, relative, absolute)) apart.push(i);
  }
  const first = apart[0];
  if (first === undefined) return;
  const [x, y] = [a[first] as number, e[first] as number];
  const place = typeof actual === 'number' ? '' : `[${first}]`;
  const allowed = absolute + relative * Math.abs(y);
  const distance = Number.isFinite(x - y) ? `: ${Math.abs(x - y)} apart, where ${allowed} is allowed` : '';
  const others = apart.length === 1 ? '' : `; so are ${apart.length - 1} more of ${a.length}`;
  throw new NotCloseError(`${name}${place} is ${x}, but ${y} is expected${distance}${others}.`, a, e);
}

function isClose(x: number, y: number, relative: number, absolute: number): boolean {
  if (x === y || Object.is(x, y)) return true;
  return Number.isFinite(x - y) && Math.abs(x - y) <= absolute + relative * Math.abs(y);
}
