import type { Random } from '@tbptt/core';
import type { Reader } from './reader.js';

/** Where training stands at a check. */
export interface Check {
  /** How much was trained on so far, in the experiment's unit. */
  readonly seen: number;
  /** Whether training ends here, by the experiment's rule for when. */
  readonly finished: boolean;
  /** Whether the network, as it is now, does what the experiment asks. */
  readonly success: boolean;
  /** What was measured on held-out data, by name. */
  readonly measures: Readonly<Record<string, number>>;
}

/** One way to try the task: a cell, or a way of training. */
export interface Contender {
  readonly name: string;
  /** Sizes, initialization, optimizer and batches, in words. */
  readonly settings: string;
  /** The most seeds that are run, where more would only cost time. Default: as many as are asked for. */
  readonly seeds?: number;
  /** Returns the network. All randomness of a seed, of weights and of data, comes from one `random`. */
  readonly make: (random: Random) => Reader;
  /** Trains the network as long as the next check is asked for. */
  readonly train: (model: Reader, random: Random) => Generator<Check, void, void>;
}

/** What others have published about a task. */
export interface Published {
  /** The network and what it reached: `LSTM: 31,390 sequences`. */
  readonly result: string;
  /** Authors and year, with an identifier where the criterion does not name the paper. */
  readonly source: string;
}

/** A task of the literature, and who tries it. */
export interface Experiment {
  readonly title: string;
  /** The task and the paper it comes from. */
  readonly task: string;
  /** When a seed counts as a success. */
  readonly criterion: string;
  /** What is counted until then. */
  readonly unit: 'sequences' | 'symbols' | 'steps';
  /** How much a seed may train on, in that unit. */
  readonly budget: number;
  readonly contenders: readonly Contender[];
  /** What the table beside the literature has; without it the experiment is not in that table. */
  readonly literature?: {
    readonly published: readonly Published[];
    /** The measure that says how well the task is done, where it is not about success alone. */
    readonly measure?: string;
  };
}
