import type { CharLM } from '@tbptt/rnn';
import type { Progress, Report, Reporter } from '../ui/reports.js';
import { Glimpses } from './glimpses.js';
import type { ValidationProgress } from './held-out-loss.js';
import type { PreparedText } from './prepare.js';
import type { TrainingSettings } from './settings.js';

/** A run as its observers see it. The model changes with every update. */
export interface ObservedRun {
  readonly model: CharLM;
  readonly text: PreparedText;
  readonly settings: TrainingSettings;
}

/** An update of a run. */
export interface UpdateFacts {
  /** The number of updates so far, including this one. */
  readonly step: number;
  /** Passes through the training text, including the present one. */
  readonly epoch: number;
  /** The characters whose losses were counted so far, including those of this update. */
  readonly characters: number;
  readonly seconds: number;
  /** The share of the budget that is used up, 0 to 1. */
  readonly share: number;
  /** The loss of this update alone. */
  readonly bitsPerCharacter: number;
  readonly learningRate: number;
  /** The norm of the gradient before it was clipped. */
  readonly gradientNorm: number;
  /** Over the last seconds. */
  readonly charactersPerSecond: number;
}

/** A text that a model wrote during training. */
export interface Glimpse {
  /** The number of updates before. */
  readonly step: number;
  readonly text: string;
}

/** An observer of a run besides the terminal: a log, event files, a page. */
export interface RunObserver {
  /** Called once, when the model is there and before the first update. */
  begin?(run: ObservedRun): void | Promise<void>;
  /** Called after each update. The parameters still have its gradients. */
  updated?(update: UpdateFacts): void;
  /**
   * Called at intervals with a text that the model writes, more often early in the run. A text is
   * drawn only if an observer has this method. Training has the same bits with and without it.
   */
  glimpsed?(glimpse: Glimpse): void;
  /** Called with every report of the run: data, model, validations, samples, summary. */
  report?(report: Report): void;
  /** Called with each notice, such as that the run diverges. */
  notice?(message: string): void;
  /** Called once, however the run ends, when it was begun. */
  end?(): void | Promise<void>;
}

/**
 * Passes all reports to the terminal and to the observers of a run, and updates and texts to the
 * observers alone.
 */
export class Observed implements Reporter {
  readonly #terminal: Reporter;
  readonly #observers: readonly RunObserver[];
  #begun: RunObserver[] = [];
  #glimpses: Glimpses | undefined;

  constructor(terminal: Reporter, observers: readonly RunObserver[]) {
    this.#terminal = terminal;
    this.#observers = observers;
  }

  async begin(run: ObservedRun): Promise<void> {
    if (this.#observers.some((observer) => observer.glimpsed !== undefined))
      this.#glimpses = new Glimpses(run);
    for (const observer of this.#observers) {
      await observer.begin?.(run);
      this.#begun.push(observer);
    }
  }

  updated(update: UpdateFacts): void {
    for (const observer of this.#observers) observer.updated?.(update);
    if (this.#glimpses?.isDue(update.share) !== true) return;
    const glimpse = { step: update.step, text: this.#glimpses.draw() };
    for (const observer of this.#observers) observer.glimpsed?.(glimpse);
  }

  /** Ends all observers that were begun, even if one of them fails. */
  async end(): Promise<void> {
    const failures: unknown[] = [];
    for (const observer of this.#begun.splice(0)) {
      try {
        await observer.end?.();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  report(report: Report): void {
    this.#terminal.report(report);
    for (const observer of this.#observers) observer.report?.(report);
  }

  progress(progress: Progress): void {
    this.#terminal.progress(progress);
  }

  endProgress(progress: Progress): void {
    this.#terminal.endProgress(progress);
  }

  validating(progress: ValidationProgress): void {
    this.#terminal.validating(progress);
  }

  sampled(characters: string): void {
    this.#terminal.sampled(characters);
  }

  notice(message: string): void {
    this.#terminal.notice(message);
    for (const observer of this.#observers) observer.notice?.(message);
  }
}
