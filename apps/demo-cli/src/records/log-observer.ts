import type { Glimpse, RunObserver, UpdateFacts } from '../language-model/observer.js';
import type { Report } from '../ui/reports.js';
import { Thinned } from './thinned.js';

/** A file that lines are added to. */
export interface LineFile {
  /** Adds a line with its end. */
  write(line: string): void;
  close(): void;
}

/**
 * Writes a run as lines of JSON: its reports, notices, what the model writes on the way, and
 * updates at most once a second.
 */
export class LogObserver implements RunObserver {
  readonly #open: () => LineFile;
  readonly #updates = new Thinned();
  #file: LineFile | undefined;
  /** The lines before the beginning of the run, when there is no file yet. */
  readonly #early: string[] = [];

  /** `open` is called when the run begins. */
  constructor(open: () => LineFile) {
    this.#open = open;
  }

  begin(): void {
    this.#file = this.#open();
    for (const line of this.#early.splice(0)) this.#file.write(line);
  }

  updated(update: UpdateFacts): void {
    this.#update(this.#updates.add(update));
  }

  glimpsed(glimpse: Glimpse): void {
    this.#line({ report: 'glimpse', ...glimpse });
  }

  report(report: Report): void {
    // The last update comes before a report that follows it, such as a validation.
    this.#update(this.#updates.rest());
    this.#line(report);
  }

  notice(message: string): void {
    this.#line({ report: 'notice', message });
  }

  end(): void {
    this.#update(this.#updates.rest());
    this.#file?.close();
  }

  #update(update: UpdateFacts | undefined): void {
    if (update !== undefined) this.#line({ report: 'update', ...update });
  }

  #line(fields: object): void {
    const line = `${JSON.stringify(fields)}\n`;
    if (this.#file === undefined) this.#early.push(line);
    else this.#file.write(line);
  }
}
