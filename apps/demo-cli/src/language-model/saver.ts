import { NonFiniteError } from '@tbptt/core';
import { CliError } from '../errors.js';
import type { SaveFile, Written } from '../save-file.js';
import type { Reporter } from '../ui/reports.js';
import { type Interval, Rhythm } from './interval.js';
import type { TrainingRun } from './training-run.js';

/** A checkpoint that was written. */
export interface Kept {
  readonly file: string;
  /** The number of updates of its run. */
  readonly step: number;
}

/** The files of a saver, and the interval between checkpoints. */
export interface SaverOptions {
  /** The file of the last checkpoint. Default: nothing is saved. */
  readonly last?: SaveFile;
  /** The file of the checkpoint with the best validation. */
  readonly best?: SaveFile;
  readonly every?: Interval;
  /** The checkpoint that the run was continued from. */
  readonly kept?: Kept;
  readonly now: () => number;
}

/**
 * Writes the checkpoints of a run: the last one in one file and the best one in another. A run that
 * has diverged does not replace an earlier checkpoint.
 */
export class Saver {
  readonly #run: TrainingRun;
  readonly #reporter: Reporter;
  readonly #options: SaverOptions;
  readonly #rhythm: Rhythm;
  #kept: Kept | undefined;
  #best: string | undefined;
  #isFailing = false;

  constructor(run: TrainingRun, reporter: Reporter, options: SaverOptions) {
    this.#run = run;
    this.#reporter = reporter;
    this.#options = options;
    this.#rhythm = new Rhythm(options.every, options.now);
    this.#kept = options.kept;
  }

  /** The last checkpoint that was written. */
  get kept(): Kept | undefined {
    return this.#kept;
  }

  /** The file of the best checkpoint that this process has written. */
  get best(): string | undefined {
    return this.#best;
  }

  /** Whether it is time to save the run, after the update of this number. */
  isDue(step: number): boolean {
    return this.#options.last !== undefined && this.#rhythm.isDue(step);
  }

  /** Saves the run if it is due. An error is a notice, since the run will be saved again. */
  async saveIfDue(): Promise<void> {
    const { last } = this.#options;
    if (last === undefined || !this.#rhythm.isDue(this.#run.meter.step)) return;
    await this.#save(last, false);
    this.#rhythm.happened();
  }

  /** Saves the run as the best one. */
  async saveBest(): Promise<void> {
    const { best } = this.#options;
    if (best !== undefined) await this.#save(best, true);
  }

  /**
   * Saves the run at its end, in the temporary folder if its file cannot be written. Returns
   * undefined if there is nothing to save.
   *
   * @throws CliError if it cannot be written anywhere.
   */
  async saveAtEnd(): Promise<Written | undefined> {
    const { last } = this.#options;
    const bytes = last && this.#run.after && this.#encoded();
    if (last === undefined || bytes === undefined) return undefined;
    const written = await last.writeOrRescue(bytes);
    this.#kept = { file: written.file, step: this.#run.meter.step };
    return written;
  }

  async #save(target: SaveFile, isBest: boolean): Promise<void> {
    const bytes = this.#encoded();
    if (bytes === undefined) return;
    const { step } = this.#run.meter;
    try {
      const { file } = await target.write(bytes);
      if (isBest) this.#best = file;
      else this.#kept = { file, step };
      this.#isFailing = false;
      this.#reporter.report({ report: 'checkpoint', file, bytes: bytes.length, step, best: isBest });
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      if (!this.#isFailing) this.#reporter.notice(`${error.message} Training continues.`);
      this.#isFailing = true;
    }
  }

  /** Returns a checkpoint. Undefined if the run has numbers from which it could not continue. */
  #encoded(): Uint8Array | undefined {
    try {
      return this.#run.encode();
    } catch (error) {
      if (error instanceof NonFiniteError) return undefined;
      throw error;
    }
  }
}
