import type { CellName, TrainingSettings } from './settings.js';

/** The settings that follow from the text, the time and the machine unless they are given. */
type Chosen =
  | ('hidden' | 'embedding' | 'batch' | 'window' | 'dropout')
  | ('learningRate' | 'schedule' | 'decay' | 'weightDecay' | 'clip');

/** The settings of a training of which some are not chosen yet. An embedding of 0 is none. */
export type UnchosenSettings = Omit<TrainingSettings, Chosen> & Partial<Pick<TrainingSettings, Chosen>>;

/** The text, and the work that the machine does in the time of a run. */
export interface Circumstances {
  /** N, the characters to train on. */
  readonly characters: number;
  /** V, the symbols of the text. */
  readonly symbols: number;
  /** The multiplications with additions that the machine makes in the time. */
  readonly work: number;
  /** The number of updates, if it is the budget. Default: as many as the work allows. */
  readonly updates?: number;
}

/**
 * The work of a run whose budget is a number of updates. Nothing is measured then, so the same command
 * chooses the same settings on every machine. It is what one thread does in a minute.
 */
export const USUAL_WORK = 2e12;

/** The number of gates of a cell, whose products are most of the work. */
const GATES: Readonly<Record<CellName, number>> = { lstm: 4, 'coupled-lstm': 3, gru: 3, rnn: 1 };

/** The learning rate of a cell, beside that of an LSTM. Simpler cells need smaller ones. */
const RATES: Readonly<Record<CellName, number>> = {
  lstm: 1,
  'coupled-lstm': 1,
  gru: 0.5,
  rnn: 0.4,
};

/** The size of the vectors of symbols: one-hot inputs learn more slowly, larger vectors no better. */
const EMBEDDING = 96;

/** A pass over the training text has at least this many updates. */
const LEAST_UPDATES = 64;

/**
 * Settings by the work, in multiplications: the best of the trials of that work. Between them, sizes
 * grow as a power of the work. A network of twice the units costs four times as much for each
 * character, and needs four times as many characters to learn what it can: units grow with the fourth
 * root. Few lanes of short windows make many updates, which a short run needs; many lanes of long
 * windows make each update cheaper and its gradient better, which a long run needs.
 */
const BY_WORK = {
  work: [5e11, 3.2e12, 1.4e13, 3e14],
  hidden: [160, 256, 384, 832],
  batch: [4, 4, 24, 32],
  window: [24, 32, 64, 96],
} as const;

/** The most units that a text can teach: a network of more learns it by heart. */
const BY_CHARACTERS = { characters: [9e3, 9e4, 9e5, 9e6], hidden: [64, 192, 512, 1024] } as const;

/** Dropout by the passes over the text. Two or three passes learn nothing by heart. */
const BY_PASSES = { passes: [3, 6.5, 21, 60], dropout: [0.01, 0.3, 0.4, 0.5] } as const;

/**
 * After this many passes a text is learned by heart, whatever is dropped. If there is time for more
 * passes, the rate is smaller in proportion, so that more passes learn no more.
 */
const MOST_PASSES = 40;

/** The rate of an LSTM by its units. */
const BY_UNITS = { hidden: [64, 256, 384, 1024], learningRate: [0.01, 0.006, 0.006, 0.003] } as const;

/**
 * Returns the settings that are given, and for the rest those that were best in the trials of
 * `pnpm learn charlm`, whose table is in `bench/learning/CHARLM.md`. More work never makes a network
 * smaller or drops fewer of its units, and a longer text never makes it smaller or drops more.
 *
 * @param processes those that share the lanes, at least one each
 */
export function chooseSettings(
  given: UnchosenSettings,
  { characters, symbols, work, updates }: Circumstances,
  processes = 1,
): TrainingSettings {
  const { cell, tied, layers, embedding: asked, ...rest } = given;
  // N-grams are of symbols, which enter as they are.
  const size = rest.nGrams === undefined ? asked : 0;
  const units = Math.min(
    between(BY_WORK.work, BY_WORK.hidden, work),
    between(BY_CHARACTERS.characters, BY_CHARACTERS.hidden, characters),
  );
  const isOneSize = tied && layers === 1;
  const hidden = given.hidden ?? (isOneSize ? size : undefined) ?? multiple(units, 32);
  const embedding = size ?? (tied ? hidden : Math.min(EMBEDDING, hidden));
  // A short text has no room for many lanes of long windows.
  const room = Math.max(1, Math.floor((characters - 1) / LEAST_UPDATES));
  const steps = multiple(between(BY_WORK.work, BY_WORK.window, work), 8);
  const window = given.window ?? Math.min(steps, Math.max(1, Math.floor(room / (given.batch ?? 1))));
  const lanes = multiple(between(BY_WORK.work, BY_WORK.batch, work), 4);
  const batch = given.batch ?? Math.max(processes, Math.min(lanes, Math.floor(room / window)));
  // Not of the rounded number of units: else more work would now and then make fewer passes.
  const width = given.hidden ?? units;
  // A symbol that is one-hot reads a row of weights, which is no product.
  const forward = GATES[cell] * width * (embedding + (2 * layers - 1) * width) + width * symbols;
  // A step backward is two more products of each.
  const read = updates === undefined ? work / (3 * forward) : updates * batch * window;
  const passes = read / characters;
  const slower = Math.min(1, MOST_PASSES / passes);
  const rate = slower * RATES[cell] * between(BY_UNITS.hidden, BY_UNITS.learningRate, hidden);
  return {
    schedule: 'cosine',
    decay: 0.01,
    weightDecay: 0.01,
    clip: 1,
    learningRate: Number(rate.toPrecision(2)),
    dropout: Math.round(20 * between(BY_PASSES.passes, BY_PASSES.dropout, passes)) / 20,
    ...rest,
    cell,
    layers,
    tied,
    hidden,
    batch,
    window,
    ...(embedding !== 0 && { embedding }),
  };
}

/**
 * Returns the value of a table at x, between its rows as a power of x, so a straight line on two
 * logarithmic axes, and beyond the table that of its end.
 */
function between(places: readonly number[], values: readonly number[], x: number): number {
  const above = places.findIndex((place) => place >= x);
  if (above === -1) return values.at(-1) as number;
  if (above === 0) return values[0] as number;
  const [left, right] = [places[above - 1] as number, places[above] as number];
  const [low, high] = [values[above - 1] as number, values[above] as number];
  return low * (high / low) ** (Math.log(x / left) / Math.log(right / left));
}

function multiple(value: number, of: number): number {
  return Math.max(of, Math.round(value / of) * of);
}
