import { kernels, seeded } from '@tbptt/core';
import type { Vocabulary } from '@tbptt/data';
import { adam, clipByGlobalNorm, EarlyStopping, Optimizer } from '@tbptt/optim';
import { CharLM, type Continuation, type StackState } from '@tbptt/rnn';
import { encodeCheckpoint, restoreCheckpoint } from '@tbptt/rnn/checkpoint';
import { metadataOf, type SavedRun } from '../checkpoint.js';
import { Meter } from './meter.js';
import { type Best, encodeRunData, type RunData } from './run-data.js';
import { CLIP_NORM, cells, FINAL_RATE, type TrainingSettings } from './settings.js';

/** The text of a run. */
export type RunText = RunData['text'] & { readonly vocabulary: Vocabulary };

/**
 * Everything that changes while a model is trained, as a checkpoint holds it. The optimizer is Adam on
 * gradients clipped by their norm. The learning rate decreases linearly over the budget.
 */
export class TrainingRun {
  readonly model: CharLM;
  readonly optimizer: Optimizer;
  readonly meter: Meter;
  /** Ends a run whose validations do not improve. The best model is kept in a file, not in it. */
  readonly stopping: EarlyStopping;
  /** The update after which the run continues. Undefined before the first. */
  after: Continuation<StackState> | undefined;
  /** The update after which the held-out text was validated last, as the settings ask for. */
  validated: number | undefined;
  best: Best | undefined;
  /** The rate of the last update. */
  learningRate: number;
  readonly #settings: TrainingSettings;
  readonly #text: RunText;

  constructor(settings: TrainingSettings, text: RunText, now: () => number) {
    const { cell, hidden, layers, seed, budget, learningRate, patience } = settings;
    const random = seeded(seed);
    this.#settings = settings;
    this.#text = text;
    this.learningRate = learningRate;
    this.model = new CharLM(text.vocabulary.size, { cell: cells[cell], hidden, layers, random });
    this.meter = new Meter(budget, now);
    this.optimizer = new Optimizer(this.model, [
      clipByGlobalNorm(CLIP_NORM),
      adam({
        learningRate: () => (this.learningRate = learningRate * (1 - (1 - FINAL_RATE) * this.meter.share)),
      }),
    ]);
    this.stopping = new EarlyStopping({}, { patience: patience ?? Number.MAX_SAFE_INTEGER });
  }

  /**
   * Returns a checkpoint, which is a model file, too.
   *
   * @throws NonFiniteError if the run has diverged to numbers from which it could not continue.
   */
  encode(): Uint8Array {
    const { cell, hidden, layers, seed, wide: _, threads: __, ...settings } = this.#settings;
    const { vocabulary, file, characters, digest } = this.#text;
    return encodeCheckpoint(this.#parts, {
      after: this.after,
      metadata: metadataOf({ cell, hidden, layers, seed, vocabulary, steps: this.meter.step }),
      data: encodeRunData({
        text: { file, characters, digest },
        settings,
        kernels: kernels.variant,
        validated: this.validated ?? null,
        best: this.best ?? null,
      }),
    });
  }

  /**
   * Continues from a checkpoint.
   *
   * @throws FormatError if it does not fit.
   */
  restore({ checkpoint, data }: SavedRun): void {
    this.after = restoreCheckpoint(this.#parts, checkpoint).after;
    this.validated = data.validated ?? undefined;
    this.best = data.best ?? undefined;
  }

  get #parts() {
    const { model, optimizer, stopping, meter } = this;
    return { model, optimizer, parts: { stopping, meter } };
  }
}
