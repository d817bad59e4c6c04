import type { Host } from '../host.js';
import type { Glimpse, ObservedRun, RunObserver, UpdateFacts } from '../language-model/observer.js';
import type { SaveFile } from '../save-file.js';
import type { Report, Reporter } from '../ui/reports.js';
import { loadPage, makePage } from './make-page.js';
import { RunRecorder } from './run-record.js';

/** Writes the page of a run when it ends. */
export class ReportObserver implements RunObserver {
  readonly #target: SaveFile;
  readonly #host: Host;
  readonly #reporter: Reporter;
  readonly #recorder = new RunRecorder();
  #run: ObservedRun | undefined;

  /** `reporter` receives the report of the page. */
  constructor(target: SaveFile, host: Host, reporter: Reporter) {
    this.#target = target;
    this.#host = host;
    this.#reporter = reporter;
  }

  async begin(run: ObservedRun): Promise<void> {
    // The module is loaded now, since the program may be replaced during hours of training.
    await loadPage();
    this.#run = run;
    this.#recorder.begin(run);
  }

  updated(update: UpdateFacts): void {
    this.#recorder.updated(update);
  }

  glimpsed(glimpse: Glimpse): void {
    this.#recorder.glimpsed(glimpse);
  }

  report(report: Report): void {
    this.#recorder.report(report);
  }

  notice(message: string): void {
    this.#recorder.notice(message);
  }

  async end(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return;
    const { interruption } = this.#host;
    const page = await makePage(this.#recorder.record, run, () => interruption.hurried, this.#reporter);
    const { file, bytes } = await this.#target.write(page);
    this.#reporter.report({ report: 'page', file, bytes });
  }
}
