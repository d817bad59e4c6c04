import { ArgumentError } from '@tbptt/core';

/** The numbers an option may have. Infinity and NaN are never among them. */
export interface Range {
  /** The smallest valid number. */
  readonly least?: number;
  /** A valid number is greater than this. */
  readonly above?: number;
  /** The largest valid number. */
  readonly most?: number;
  /** A valid number is less than this. */
  readonly below?: number;
  /** Whether only whole numbers are valid. */
  readonly whole?: boolean;
}

/** Whether a number is one of the range. */
export function isInRange(value: number, { least, above, most, below, whole = false }: Range): boolean {
  return (
    Number.isFinite(value) &&
    (least === undefined || value >= least) &&
    (above === undefined || value > above) &&
    (most === undefined || value <= most) &&
    (below === undefined || value < below) &&
    (!whole || Number.isInteger(value))
  );
}

/** Throws an `ArgumentError` that names the option, its value and the valid numbers unless the value is one of them. */
export function requireRange(operation: string, option: string, value: number, range: Range): void {
  if (isInRange(value, range)) return;
  const { least, above, most, below, whole = false } = range;
  const bounds = [
    least === undefined ? '' : ` of at least ${least}`,
    above === undefined ? '' : ` greater than ${above}`,
    most === undefined ? '' : ` of at most ${most}`,
    below === undefined ? '' : ` less than ${below}`,
  ].filter((bound) => bound !== '');
  const kind = whole ? 'a whole number' : 'a finite number';
  throw new ArgumentError(operation, `${option} is ${value}; it must be ${kind}${bounds.join(' and')}.`);
}
