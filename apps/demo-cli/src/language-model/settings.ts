import { GRU, type LayerClass, LSTM, RNN } from '@tbptt/rnn';

/** The recurrent layers by their names on the command line and in model files. */
export const cells = { lstm: LSTM, gru: GRU, rnn: RNN } as const satisfies Record<string, LayerClass>;

export type CellName = keyof typeof cells;

export const cellNames = Object.keys(cells) as readonly CellName[];

/** Whether a text names a cell. */
export function isCellName(text: unknown): text is CellName {
  return typeof text === 'string' && Object.hasOwn(cells, text);
}

/** What a model is, but for its numbers. */
export interface Architecture {
  readonly cell: CellName;
  /** H */
  readonly hidden: number;
  /** L */
  readonly layers: number;
}

/** The sizes that are allowed, of a model on the command line and of one in a file. */
export const limits = { hidden: 8192, layers: 16 } as const;

/** How long training goes on: a number of updates, or a time. */
export type Budget = { readonly steps: number } | { readonly minutes: number };

/** What training a character-level language model takes. */
export interface TrainingSettings extends Architecture {
  /** B */
  readonly batch: number;
  /** T, the steps between two updates and the steps an update is propagated back. */
  readonly window: number;
  readonly budget: Budget;
  /** Where Adam's learning rate starts; it falls in a straight line to `FINAL_RATE` of it. */
  readonly learningRate: number;
  readonly seed: number;
  /** The share at the end of the text that is held out; 0 for none. */
  readonly validation: number;
  /** Whether only kernels with the same bits on every machine may be used. */
  readonly strict: boolean;
  /** Whether to use vectors of 256 bits, an experiment of V8 from Node 24 on. */
  readonly wide: boolean;
}

/** The share of the learning rate that is left at the end. */
export const FINAL_RATE = 0.1;

/** The norm beyond which gradients are clipped. */
export const CLIP_NORM = 5;

/** Learning rates that are good to start with: simpler cells need smaller ones. */
export const LEARNING_RATES: Readonly<Record<CellName, number>> = { lstm: 0.01, gru: 0.005, rnn: 0.004 };

/**
 * What is good to start with, and what the demo uses. For a minute of training many small updates are worth more than a few large ones: after
 * 400,000 characters of Moby-Dick 4 lanes of 24 steps are at 2.39 held-out bits per character, 8 lanes of 32 steps at 2.56.
 */
export const DEFAULTS = {
  cell: 'lstm',
  hidden: 192,
  layers: 1,
  batch: 4,
  window: 24,
  validation: 0.1,
  minutes: 1,
  sample: 300,
  seed: 42,
} as const;
