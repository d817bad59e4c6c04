import type { Deviation } from './comparison.js';
import type { Failure, Outcome } from './run-file.js';

/** The sums over all outcomes. */
export interface Totals {
  readonly compared: number;
  /** How many of the compared cases are out of tolerance. */
  readonly failed: number;
  readonly unsupported: number;
  readonly largestAbsolute: number;
  readonly largestRelative: number;
}

export function totalsOf(outcomes: readonly Outcome[]): Totals {
  const sum = (of: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const largest = (of: (outcome: Outcome) => number): number =>
    outcomes.reduce((maximum, outcome) => Math.max(maximum, of(outcome)), 0);
  return {
    compared: sum(({ compared }) => compared),
    failed: sum(({ failures }) => failures.length),
    unsupported: sum(unsupportedIn),
    largestAbsolute: largest(({ largestAbsolute }) => largestAbsolute),
    largestRelative: largest(({ largestRelative }) => largestRelative),
  };
}

/** How many cases of an outcome were not compared. */
function unsupportedIn({ unsupported }: Outcome): number {
  return [...unsupported.values()].reduce((total, count) => total + count, 0);
}

/** A line for each operation, its failures beneath it, in columns. */
export function linesOf(outcomes: readonly Outcome[]): readonly string[] {
  const fileWidth = Math.max(...outcomes.map(({ file }) => file.length));
  const opWidth = Math.max(...outcomes.map(({ op }) => op.length));
  return outcomes.flatMap((outcome) => {
    const { file, op } = outcome;
    return [
      `${file.padEnd(fileWidth)}  ${op.padEnd(opWidth)}  ${summaryOf(outcome)}`,
      ...outcome.failures.flatMap((failure) => failureLines(failure)),
    ];
  });
}

function summaryOf(outcome: Outcome): string {
  const { compared, failures, unsupported } = outcome;
  const parts: string[] = [];
  if (compared > 0) {
    const errors = `largest error ${brief(outcome.largestAbsolute)} absolute, ${brief(outcome.largestRelative)} relative`;
    const share = `${(100 * outcome.largestShare).toFixed(outcome.largestShare < 0.1 ? 1 : 0)} % of the tolerance`;
    parts.push(`${String(compared).padStart(2)} compared, ${errors}, ${share}`);
  }
  if (failures.length > 0) parts.push(`${failures.length} OUT OF TOLERANCE`);
  if (unsupported.size > 0) {
    const reasons = [...unsupported].map(([reason, count]) =>
      unsupported.size === 1 ? reason : `${count}: ${reason}`,
    );
    parts.push(`${String(unsupportedIn(outcome)).padStart(2)} not supported (${reasons.join('; ')})`);
  }
  return parts.join('; ');
}

function failureLines({ index, deviations, error }: Failure): readonly string[] {
  const lines = deviations.map((deviation) => `    case ${index}, ${describe(deviation)}`);
  return error === undefined ? lines : [...lines, `    case ${index}: ${error}`];
}

function describe({ field, element, actual, expected, allowed, count }: Deviation): string {
  const place = element.length === 0 ? field : `${field}, element [${element.join(', ')}]`;
  const more = count > 1 ? `; ${count} elements are out of tolerance, this is the worst` : '';
  return `${place}: ${actual} instead of ${expected}, off by ${brief(Math.abs(actual - expected))} where ${brief(allowed)} is allowed${more}`;
}

/** `3.1e-7`; `0` for zero. */
function brief(number: number): string {
  return number === 0 ? '0' : number.toExponential(1);
}

/** The last line. */
export function totalLine({
  compared,
  failed,
  unsupported,
  largestAbsolute,
  largestRelative,
}: Totals): string {
  const verdict = failed === 0 ? 'all within tolerance' : `${failed} OUT OF TOLERANCE`;
  return (
    `total: ${compared} cases compared, ${verdict}, ${unsupported} not supported; ` +
    `largest error ${brief(largestAbsolute)} absolute, ${brief(largestRelative)} relative`
  );
}

/**
 * An outcome as an object for a line of JSON. Numbers that are not finite become texts, for JSON
 * has none.
 */
export function jsonOf(outcome: Outcome): object {
  const { unsupported, failures, largestShare, ...rest } = outcome;
  return {
    ...rest,
    toleranceShare: largestShare,
    failures: failures.map(({ index, deviations, error }) => ({
      case: index,
      ...(error === undefined ? {} : { error }),
      deviations: deviations.map((deviation) => ({
        ...deviation,
        actual: finiteOrText(deviation.actual),
        expected: finiteOrText(deviation.expected),
      })),
    })),
    unsupported: [...unsupported].map(([reason, cases]) => ({ reason, cases })),
  };
}

function finiteOrText(number: number): number | string {
  return Number.isFinite(number) ? number : String(number);
}
