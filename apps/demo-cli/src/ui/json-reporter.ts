import type { Host } from '../host.js';
import type { Progress, Report, Reporter } from './reports.js';

const PROGRESS_INTERVAL = 1000; // ms

/** Reports as one line of JSON each; progress at most once a second. */
export class JsonReporter implements Reporter {
  #last = Number.NEGATIVE_INFINITY;

  constructor(private readonly host: Pick<Host, 'out' | 'now'>) {}

  report(report: Report): void {
    this.host.out.write(`${JSON.stringify(report)}\n`);
  }

  progress(progress: Progress): void {
    const now = this.host.now();
    if (now - this.#last < PROGRESS_INTERVAL) return;
    this.#last = now;
    this.report({ report: 'progress', ...progress });
  }

  endProgress(): void {} // the summary says it

  sampled(): void {} // the report of the sample says it
}
