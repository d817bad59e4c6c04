import type { Comparison } from './comparison.js';
import type { Fields } from './fields.js';

/** One recorded result: what an operation was given, and what it gave. */
export interface OracleCase {
  readonly op: string;
  /** Its number in its file, from 0. */
  readonly index: number;
  /** Everything else that is recorded. */
  readonly fields: Fields;
  /** The options of the operation; none where the file gives none. */
  readonly options: Fields;
}

/**
 * Does what a case describes with our packages and compares the results. Throws `Unsupported` for
 * what we do not have.
 */
export type Runner = (oracleCase: OracleCase, comparison: Comparison) => void;

/** The operations of one kind of file. */
export type Family = Readonly<Record<string, Runner>>;

/** We do not have what a case is about. */
export class Unsupported extends Error {
  override readonly name = 'Unsupported';

  constructor(readonly reason: string) {
    super(reason);
  }
}
