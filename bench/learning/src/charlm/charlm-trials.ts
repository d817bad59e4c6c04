import type { Study } from '../program.js';
import { laboratory, runTrials } from './run-trials.js';
import type { Trial } from './trial.js';

type Settings = Omit<Trial, 'characters' | 'budget' | 'work'>;

/** Trials of one text in one time. */
function group(
  about: Pick<Trial, 'characters' | 'budget' | 'work'>,
  all: readonly Settings[],
): readonly Trial[] {
  return all.map((settings) => ({ ...about, ...settings }));
}

/**
 * The trials, each with the updates that its settings make in its time: measured with 256-bit vectors
 * on an idle AMD EPYC. A trial that is added here is run by the next `pnpm learn charlm`.
 */
export const TRIALS: readonly Trial[] = [
  ...group({ characters: 1e4, budget: 'many passes', work: 3.2e12 }, [
    { hidden: 64, embedding: 64, dropout: 0.5, batch: 4, window: 32, learningRate: 0.01, steps: 600 },
    { hidden: 64, embedding: 64, dropout: 0.5, batch: 4, window: 32, learningRate: 0.01, steps: 3000 },
    { hidden: 96, embedding: 96, dropout: 0.5, batch: 8, window: 32, learningRate: 0.008, steps: 4000 },
    { hidden: 64, embedding: 64, dropout: 0.5, batch: 4, window: 32, learningRate: 0.001, steps: 10_000 },
    { hidden: 64, embedding: 64, dropout: 0.5, batch: 4, window: 32, learningRate: 0.0003, steps: 30_000 },
  ]),
  ...group({ characters: 1e5, budget: 'about a minute of 1 thread', work: 3.2e12 }, [
    { hidden: 192, embedding: 96, dropout: 0.4, batch: 4, window: 32, learningRate: 0.008, steps: 15_000 },
    { hidden: 128, embedding: 96, dropout: 0.4, batch: 8, window: 32, learningRate: 0.008, steps: 4000 },
  ]),
  ...group({ characters: 1e6, budget: 'a minute of 1 thread', work: 3.2e12 }, [
    { hidden: 192, embedding: 0, dropout: 0, batch: 8, window: 32, learningRate: 0.01, steps: 17_000 },
    { hidden: 192, embedding: 96, dropout: 0, batch: 4, window: 24, learningRate: 0.008, steps: 30_000 },
    { hidden: 256, embedding: 96, dropout: 0, batch: 4, window: 32, learningRate: 0.006, steps: 17_000 },
    { hidden: 256, embedding: 96, dropout: 0.1, batch: 8, window: 32, learningRate: 0.006, steps: 8200 },
    { hidden: 256, embedding: 96, dropout: 0.1, batch: 16, window: 32, learningRate: 0.008, steps: 4300 },
  ]),
  ...group({ characters: 1e6, budget: '3 minutes of 2 threads', work: 1.4e13 }, [
    { hidden: 384, embedding: 96, dropout: 0.3, batch: 24, window: 64, learningRate: 0.006, steps: 5000 },
    { hidden: 384, embedding: 96, dropout: 0.2, batch: 16, window: 64, learningRate: 0.005, steps: 6850 },
  ]),
];

export const charlmTrials: Study = {
  title: 'What the defaults of tbptt charlm follow from',
  run: async (folder, output) => runTrials(TRIALS, folder, await laboratory(), output),
};
