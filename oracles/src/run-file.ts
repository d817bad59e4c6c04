import { Comparison, type Deviation } from './comparison.js';
import { familyOf } from './families.js';
import { FixtureError } from './fixture-error.js';
import { type FixtureFile, firstLine } from './fixture-file.js';
import { type Family, type OracleCase, Unsupported } from './oracle.js';

/** A compared case that is out of tolerance, or in which our packages threw. */
export interface Failure {
  /** The number of the case in its file, from 0. */
  readonly index: number;
  readonly deviations: readonly Deviation[];
  /** What was thrown, or undefined. */
  readonly error: string | undefined;
}

/** What became of the cases of one operation in one file. */
export interface Outcome {
  readonly file: string;
  readonly op: string;
  /** Compared cases, in tolerance or not. */
  compared: number;
  /** How many cases were not compared, by the reason why. */
  readonly unsupported: Map<string, number>;
  readonly failures: Failure[];
  /** Numbers compared. */
  numbers: number;
  largestAbsolute: number;
  largestRelative: number;
  largestShare: number;
}

/** Compares every case of a file; the outcomes in the order in which their operations come first. */
export function runFile(file: FixtureFile): readonly Outcome[] {
  const family = familyOf(file.name);
  const outcomes = new Map<string, Outcome>();
  for (const oracleCase of file.cases) {
    let outcome = outcomes.get(oracleCase.op);
    if (outcome === undefined) {
      outcome = emptyOutcome(file.name, oracleCase.op);
      outcomes.set(oracleCase.op, outcome);
    }
    runCase(family, oracleCase, outcome);
  }
  return [...outcomes.values()];
}

function emptyOutcome(file: string, op: string): Outcome {
  const errors = { largestAbsolute: 0, largestRelative: 0, largestShare: 0 };
  return { file, op, compared: 0, unsupported: new Map(), failures: [], numbers: 0, ...errors };
}

function runCase(family: Family | undefined, oracleCase: OracleCase, outcome: Outcome): void {
  const comparison = new Comparison();
  let error: string | undefined;
  try {
    const runner = family?.[oracleCase.op];
    if (family === undefined) throw new Unsupported(`there are no runners for a file named ${outcome.file}`);
    if (runner === undefined) throw new Unsupported(`there is no runner for ${oracleCase.op}`);
    runner(oracleCase, comparison);
  } catch (thrown) {
    if (thrown instanceof FixtureError) throw thrown;
    if (thrown instanceof Unsupported) return count(outcome, thrown.reason);
    error = firstLine(thrown);
  }
  const { unread } = oracleCase.options;
  if (unread.length > 0) return count(outcome, `there is no option ${unread.join(', ')}`);
  outcome.compared++;
  outcome.numbers += comparison.count;
  outcome.largestAbsolute = Math.max(outcome.largestAbsolute, comparison.largestAbsolute);
  outcome.largestRelative = Math.max(outcome.largestRelative, comparison.largestRelative);
  outcome.largestShare = Math.max(outcome.largestShare, comparison.largestShare);
  if (error !== undefined || comparison.deviations.length > 0) {
    outcome.failures.push({ index: oracleCase.index, deviations: comparison.deviations, error });
  }
}

function count(outcome: Outcome, reason: string): void {
  outcome.unsupported.set(reason, (outcome.unsupported.get(reason) ?? 0) + 1);
}
