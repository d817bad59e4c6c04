import { cpus } from 'node:os';
import { kernels, seeded } from '@tbptt/core';
import type { Check, Experiment } from './experiment.js';

/** What one seed came to. */
export interface Trial {
  readonly seed: number;
  /** How much it trained on, in the experiment's unit. */
  readonly seen: number;
  readonly success: boolean;
  /** The processor time it took. */
  readonly seconds: number;
  readonly measures: Readonly<Record<string, number>>;
}

/** What the seeds of a contender came to. */
export interface ContenderResult {
  readonly name: string;
  readonly settings: string;
  readonly trials: readonly Trial[];
}

/** What an experiment came to, and where. */
export interface ExperimentResult {
  readonly name: string;
  readonly command: string;
  readonly node: string;
  readonly variant: string;
  readonly processor: string;
  readonly contenders: readonly ContenderResult[];
}

/** How an experiment is run. */
export interface RunOptions {
  /** The seeds are 1 to this number, or to the most that a contender is run with. */
  readonly seeds: number;
  /** Takes the place of the experiment's own. */
  readonly budget?: number;
  /** Told of every check. */
  readonly onCheck?: (contender: string, seed: number, check: Check) => void;
  /** Told of every seed when it has ended. */
  readonly onTrial?: (contender: string, trial: Trial) => void;
}

/**
 * Runs every contender of an experiment with every seed: each until it is finished, or has seen
 * what the budget allows.
 */
export function runExperiment(name: string, experiment: Experiment, options: RunOptions): ExperimentResult {
  const { seeds, budget = experiment.budget, onCheck, onTrial } = options;
  const contenders = experiment.contenders.map((each): ContenderResult => {
    const { name: contender, settings, make, train, seeds: most = seeds } = each;
    const trials = Array.from({ length: Math.min(seeds, most) }, (_, index): Trial => {
      const seed = index + 1;
      const start = process.cpuUsage();
      const random = seeded(seed);
      const { seen, success, measures } = lastCheck(train(make(random), random), budget, (check) =>
        onCheck?.(contender, seed, check),
      );
      const { user, system } = process.cpuUsage(start);
      const trial = { seed, seen, success, seconds: (user + system) / 1e6, measures };
      onTrial?.(contender, trial);
      return trial;
    });
    return { name: contender, settings, trials };
  });
  const command = `pnpm learn ${name} --seeds ${seeds}`;
  const processor = cpus()[0]?.model.trim() ?? 'unknown';
  return { name, command, node: process.version, variant: kernels.variant, processor, contenders };
}

/** Trains until a check says that it is finished, or the budget is spent; returns that check. */
export function lastCheck(
  checks: Generator<Check, void, void>,
  budget: number,
  onCheck: (check: Check) => void = () => undefined,
): Check {
  let last: Check = { seen: 0, finished: false, success: false, measures: {} };
  for (const check of checks) {
    onCheck(check);
    last = check;
    if (check.finished || check.seen >= budget) break;
  }
  return last;
}
