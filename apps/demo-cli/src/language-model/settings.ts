import { CoupledLSTM, GRU, type LayerClass, LSTM, RNN } from '@tbptt/rnn';
import type { AlgorithmName } from './algorithms.js';
import type { Interval } from './interval.js';

/** The recurrent layers by their names on the command line and in model files. */
export const cells = {
  lstm: LSTM,
  'coupled-lstm': CoupledLSTM,
  gru: GRU,
  rnn: RNN,
} as const satisfies Record<string, LayerClass>;

export type CellName = keyof typeof cells;

export const cellNames = Object.keys(cells) as readonly CellName[];

/** Whether a text names a cell. */
export function isCellName(text: unknown): text is CellName {
  return typeof text === 'string' && Object.hasOwn(cells, text);
}

/** The architecture of a model, without its parameters. */
export interface Architecture {
  readonly cell: CellName;
  /** H */
  readonly hidden: number;
  /** L */
  readonly layers: number;
  /** E, the size of the vectors of symbols. Default: symbols enter the first layer one-hot. */
  readonly embedding?: number;
  /** Whether the head scores each symbol by its vector. The last layer then has E units. */
  readonly tied: boolean;
  /**
   * The size of the vectors of the last two and the last three symbols, which the head reads beside the
   * units. Default: there are none.
   */
  readonly nGrams?: number;
}

/** Returns the architecture among other settings, always in this order. */
export function architectureOf({
  cell,
  hidden,
  layers,
  embedding,
  tied,
  nGrams,
}: Architecture): Architecture {
  return {
    cell,
    hidden,
    layers,
    ...(embedding !== undefined && { embedding }),
    tied,
    ...(nGrams !== undefined && { nGrams }),
  };
}

/** The share of the budget in which the rate of `one-cycle` rises. */
const RISE = 0.01;

const cosine = (share: number): number => (1 - Math.cos(Math.PI * share)) / 2;

/**
 * The courses of the learning rate over the budget. Each maps the share of the budget that is used up to
 * the share of the way from the highest rate to the lowest. `one-cycle` rises from the lowest rate in a
 * straight line before it falls like a cosine (Smith & Topin 2018, arXiv:1708.07120), because the first
 * steps of Adam at a high rate saturate gates.
 */
export const schedules = {
  linear: (share: number): number => share,
  cosine,
  'one-cycle': (share: number): number =>
    share < RISE ? 1 - share / RISE : cosine((share - RISE) / (1 - RISE)),
  constant: (): number => 0,
} as const satisfies Record<string, (share: number) => number>;

export type ScheduleName = keyof typeof schedules;

export const scheduleNames = Object.keys(schedules) as readonly ScheduleName[];

/** Whether a text names a schedule. */
export function isScheduleName(text: unknown): text is ScheduleName {
  return typeof text === 'string' && Object.hasOwn(schedules, text);
}

/** The largest sizes of a model, on the command line and in a file. */
export const limits = { hidden: 8192, layers: 16 } as const;

/** The length of training: a number of updates, or a time. */
export type Budget = { readonly steps: number } | { readonly minutes: number };

/** How a model is trained: the settings of a run that a checkpoint stores and a report names. */
export interface Method {
  /** The algorithm that computes the gradient. */
  readonly algorithm: AlgorithmName;
  /** B */
  readonly batch: number;
  /**
   * T, the number of time steps between two updates. An algorithm with windows propagates back
   * through as many.
   */
  readonly window: number;
  /** The highest learning rate of Adam, which is the initial one unless the schedule rises. */
  readonly learningRate: number;
  /** How the rate decreases over the budget. */
  readonly schedule: ScheduleName;
  /** The final learning rate as a share of the highest one. */
  readonly decay: number;
  /** The coefficient of decoupled weight decay, as in AdamW. */
  readonly weightDecay: number;
  /** The norm that gradients are clipped to. */
  readonly clip: number;
  /**
   * The share of units that is dropped, the same ones at all steps of a window: between layers and
   * before the head.
   */
  readonly dropout: number;
}

/** Returns the method among other settings, always in this order. */
export function methodOf({
  algorithm,
  batch,
  window,
  learningRate,
  schedule,
  decay,
  weightDecay,
  clip,
  dropout,
}: Method): Method {
  return { algorithm, batch, window, learningRate, schedule, decay, weightDecay, clip, dropout };
}

/** The settings of training a character-level language model. */
export interface TrainingSettings extends Architecture, Method {
  readonly budget: Budget;
  readonly seed: number;
  /** The share of the text, at its end, that is held out. 0 for none. */
  readonly validation: number;
  /** Whether to use only kernels that give the same bits on every machine. */
  readonly strict: boolean;
  /** How often a checkpoint is written during training. Default: at the end only. */
  readonly saveEvery?: Interval;
  /** How often the held-out text is validated during training. Default: at the end only. */
  readonly validateEvery?: Interval;
  /** Training ends after this number of validations in a row that are no better than the best. */
  readonly patience?: number;
  /** Whether to use vectors of 256 bits, an experiment of V8 in Node 24 and later. */
  readonly wide: boolean;
  /** How many threads compute; `all` for one on each processor. Results are the same for any number. */
  readonly threads: number | 'all';
  /** Whether the BLAS of the machine computes the matrix products. Default: false. */
  readonly blas?: boolean;
}

/** The default learning rates. Simpler cells need smaller ones. */
export const LEARNING_RATES: Readonly<Record<CellName, number>> = {
  lstm: 0.01,
  'coupled-lstm': 0.01,
  gru: 0.005,
  rnn: 0.004,
};

/**
 * The defaults of the command line, and the settings of the demo. In a minute of training, many
 * small updates are better than a few large ones: after 400,000 characters of Moby-Dick, 4 lanes of
 * 24 steps reach 2.39 held-out bits per character, 8 lanes of 32 steps 2.56.
 */
export const DEFAULTS = {
  algorithm: 'tbptt',
  cell: 'lstm',
  hidden: 192,
  layers: 1,
  batch: 4,
  window: 24,
  tied: false,
  schedule: 'linear',
  decay: 0.1,
  weightDecay: 0,
  clip: 5,
  dropout: 0,
  threads: 1,
  validation: 0.1,
  minutes: 1,
  sample: 300,
  seed: 42,
  saveEvery: { minutes: 5 },
} as const;
