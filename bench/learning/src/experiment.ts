import type { Random } from '@tbptt/core';

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
  /**
   * Trains as long as the next check is asked for. All randomness, of data and of weights, comes
   * from `random`.
   */
  readonly train: (random: Random) => Generator<Check, void, void>;
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
}
