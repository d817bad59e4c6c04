import { DEFAULTS, LEARNING_RATES, type TrainingSettings } from './settings.js';

/** With fewer lanes of its own, a thread reads the weights as often for less. */
const LANES_OF_A_THREAD = 4;
const MOST_LANES = 16;

type DemoSettings = Omit<TrainingSettings, 'budget' | 'seed' | 'strict' | 'wide' | 'threads'>;

/**
 * Returns the settings of the demo for a number of threads. Windows are shared by lanes, so several
 * threads have more of them, and read more characters in a minute: two read Moby-Dick five times in
 * the place of three. The rate is high, rises for the first hundredth of the time, and falls to almost
 * nothing. A little dropout and weight decay keep the model from learning the book by heart.
 *
 * After 5.5 million characters it reaches 2.017 bits per character of the held-out text. A rate of 0.008
 * without a rise, dropout of 0.15 and weight decay of 0.01 reach 2.033; rates of 0.016 and 0.024 reach
 * 2.017 and 2.035; averages of the weights over the last hundredth to tenth of the run gain nothing.
 */
export function demoSettings(threads: number): DemoSettings {
  const alone = { ...DEFAULTS, learningRate: LEARNING_RATES[DEFAULTS.cell] };
  if (threads === 1) return alone;
  return {
    ...alone,
    batch: Math.min(LANES_OF_A_THREAD * threads, MOST_LANES),
    window: 32,
    learningRate: 0.012,
    schedule: 'one-cycle',
    decay: 0.01,
    weightDecay: 0.002,
    clip: 1,
    dropout: 0.1,
  };
}
