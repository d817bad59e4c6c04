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

/** The number of event files of this process, so that two of one second have two names. */
let files = 0;

/**
 * An event file in a folder that TensorBoard watches: `tensorboard --logdir FOLDER`. Every event is
 * written at once, so that what was seen before a process ended, however it ended, is in the file.
 * A run that is resumed opens another file in the same folder, and TensorBoard joins them by the step.
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
   * Makes the folder where there is none, and a new file in it.
   *
   * @throws ArgumentError if the folder is no text or `now` no function.
   * @throws Error of Node if the file cannot be written.
   */
  constructor(folder: string, { now = () => Date.now() / 1000 }: EventFileOptions = {}) {
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
   * @throws ArgumentError as `scalar` does, if the step is no whole number, or if the file has been
   * closed.
   * @throws Error of Node if it cannot be written.
   */
  scalar(tag: string, value: number, step: number): void {
    this.add(step, [scalar(tag, value)]);
  }

  /**
   * Writes the distribution of numbers; nothing if none of them is finite.
   *
   * @throws ArgumentError as `histogram` does, if the step is no whole number, or if the file has
   * been closed.
   * @throws Error of Node if it cannot be written.
   */
  histogram(tag: string, numbers: ArrayLike<number>, step: number): void {
    this.add(step, [histogram(tag, numbers)]);
  }

  /**
   * Writes a text in Markdown.
   *
   * @throws ArgumentError as `text` does, if the step is no whole number, or if the file has been
   * closed.
   * @throws Error of Node if it cannot be written.
   */
  text(tag: string, markdown: string, step: number): void {
    this.add(step, [text(tag, markdown)]);
  }

  /**
   * Writes all that was seen at a step as one event.
   *
   * @throws ArgumentError if the step is no whole number, or if the file has been closed.
   * @throws Error of Node if it cannot be written.
   */
  add(step: number, summaries: readonly (Summary | undefined)[]): void {
    if (!this.#isOpen)
      throw new ArgumentError('EventFile.add', `${JSON.stringify(this.path)} has been closed.`, {
        path: this.path,
      });
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
