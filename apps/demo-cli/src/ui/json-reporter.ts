import type { Host } from '../host.js';
import type { ValidationProgress } from '../language-model/held-out-loss.js';
import { oneLine } from './one-line.js';
import type { Progress, Report, Reporter } from './reports.js';

const PROGRESS_INTERVAL = 1000; // ms

/** Reports as one line of JSON each, progress at most once a second. */
export class JsonReporter implements Reporter {
  #last = Number.NEGATIVE_INFINITY;
  #validatingSince: number | undefined;

  constructor(private readonly host: Pick<Host, 'out' | 'err' | 'now'>) {}

  report(report: Report): void {
    this.host.out.write(`${JSON.stringify(report)}\n`);
  }

  progress(progress: Progress): void {
    if (this.#isDue(Number.NEGATIVE_INFINITY)) this.report({ report: 'progress', ...progress });
  }

  endProgress(): void {} // the summary says it

  validating(progress: ValidationProgress): void {
    this.#validatingSince ??= this.host.now();
    if (this.#isDue(this.#validatingSince)) this.report({ report: 'validating', ...progress });
  }

  sampled(): void {} // the report of the sample says it

  notice(message: string): void {
    this.host.err.write(`${JSON.stringify({ report: 'notice', message: oneLine(message) })}\n`);
  }

  /** Whether a second has passed since the last progress and since `begin`. */
  #isDue(begin: number): boolean {
    const now = this.host.now();
    if (now - Math.max(this.#last, begin) < PROGRESS_INTERVAL) return false;
    this.#last = now;
    return true;
  }
}
