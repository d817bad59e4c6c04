import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe } from '../describe.js';
import { ArgumentError } from '../errors.js';
import { eventRecord, fileVersionRecord, histogram, type Summary, scalar, text } from '../event.js';

/** Options of {@link EventFile}. */
export interface EventFileOptions {
  /** Returns the time in seconds since 1970. Default: the clock. */
  readonly now?: () => number;
}

/** The number of event files of this process, so that two files of the same second have two names. */
let files = 0;

/**
 * An event file in a folder that TensorBoard watches: `tensorboard --logdir FOLDER`. Every event is
 * written at once, so the file has all events from before the end of the process, even if it was
 * killed. A run that is resumed opens another file in the same folder, and TensorBoard joins the
 * files by the step.
 *
 * ```ts
 * const events = new EventFile('runs/first');
 * for (const { loss, position } of truncatedBPTT(model, stream, options)) {
 *   events.scalar('loss/training', loss, position.step);
 * }
 * events.close();
 * ```
 */
export class EventFile {
  /** The path of the file. */
  readonly path: string;
  readonly #fd: number;
  readonly #now: () => number;
  #isOpen = true;

  /**
   * Makes the folder if it does not exist, and a new file in it.
   *
   * @throws ArgumentError if the folder is not a string, if an option is unknown, or if `now` is
   * not a function.
   * @throws Error of Node if the file cannot be written.
   */
  constructor(folder: string, options: EventFileOptions = {}) {
    requireOptions(options);
    const { now = () => Date.now() / 1000 } = options;
    if (typeof folder !== 'string' || folder === '') {
      throw new ArgumentError('EventFile', `the folder is ${describe(folder)}; it must be a path.`, {
        folder,
      });
    }
    if (typeof now !== 'function')
      throw new ArgumentError('EventFile', `now is ${describe(now)}; it must be a function.`, { now });
    const time = now();
    const version = fileVersionRecord(time);
    mkdirSync(folder, { recursive: true });
    const name = `events.out.tfevents.${Math.floor(time)}.${hostname()}.${process.pid}.${files++}`;
    this.path = join(folder, name);
    this.#now = now;
    this.#fd = openSync(this.path, 'ax');
    this.#write(version);
  }

  /**
   * Writes a number.
   *
   * @throws ArgumentError as `scalar` does, if the step is not a whole number, or if the file has
   * been closed.
   * @throws Error of Node if it cannot be written.
   */
  scalar(tag: string, value: number, step: number): void {
    this.add(step, [scalar(tag, value)]);
  }

  /**
   * Writes the distribution of numbers; nothing if none of them is finite.
   *
   * @throws ArgumentError as `histogram` does, if the step is not a whole number, or if the file
   * has been closed.
   * @throws Error of Node if it cannot be written.
   */
  histogram(tag: string, numbers: ArrayLike<number>, step: number): void {
    this.add(step, [histogram(tag, numbers)]);
  }

  /**
   * Writes a text in Markdown.
   *
   * @throws ArgumentError as `text` does, if the step is not a whole number, or if the file has
   * been closed.
   * @throws Error of Node if it cannot be written.
   */
  text(tag: string, markdown: string, step: number): void {
    this.add(step, [text(tag, markdown)]);
  }

  /**
   * Writes the summaries of a step as one event. Summaries that are undefined are left out.
   *
   * @throws ArgumentError if the step is not a whole number, if a summary is not one of `scalar`,
   * `histogram` or `text`, or if the file has been closed.
   * @throws Error of Node if it cannot be written.
   */
  add(step: number, summaries: readonly (Summary | undefined)[]): void {
    if (!this.#isOpen)
      throw new ArgumentError('EventFile.add', `${JSON.stringify(this.path)} has been closed.`, {
        path: this.path,
      });
    const given: unknown = summaries;
    if (!Array.isArray(given)) {
      throw new ArgumentError(
        'EventFile.add',
        `the summaries are ${describe(given)}; they must be an array, such as [scalar('loss', 0.5)].`,
        { summaries },
      );
    }
    const seen = summaries.filter((summary) => summary !== undefined);
    const event = eventRecord({ step, wallTime: this.#now() }, seen);
    if (seen.length > 0) this.#write(event);
  }

  /** Closes the file. */
  close(): void {
    if (this.#isOpen) closeSync(this.#fd);
    this.#isOpen = false;
  }

  #write(bytes: Uint8Array): void {
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#fd, bytes, written, bytes.length - written);
    }
  }
}

function requireOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ArgumentError(
      'EventFile',
      `the options are ${describe(options)}; they must be an object with now.`,
      { options },
    );
  }
  const unknown = Object.keys(options).find((name) => name !== 'now');
  if (unknown === undefined) return;
  throw new ArgumentError('EventFile', `there is no option '${unknown}'; the options are now.`, {
    option: unknown,
  });
}
