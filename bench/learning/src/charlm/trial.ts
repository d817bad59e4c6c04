/** A training of `tbptt charlm` whose result the defaults of that command follow from. */
export interface Trial {
  /** N, the length of the text: the first characters of Moby-Dick, of which the last tenth is held out. */
  readonly characters: number;
  /** What the number of updates stands for: `3 minutes, 2 threads`, as it was measured on an idle machine. */
  readonly budget: string;
  /** The multiplications that the machine makes in the time of the budget, by which the defaults go. */
  readonly work: number;
  readonly hidden: number;
  /** 0 for one-hot inputs. */
  readonly embedding: number;
  readonly dropout: number;
  readonly batch: number;
  readonly window: number;
  readonly learningRate: number;
  readonly steps: number;
}

/** What a trial came to. */
export interface TrialResult extends Trial {
  readonly heldOutBits: number;
  /** The mean loss of the last updates, with dropout. */
  readonly trainingBits: number;
  readonly charactersRead: number;
}

/** What tells two trials apart. */
export function keyOf({
  characters,
  hidden,
  embedding,
  dropout,
  batch,
  window,
  learningRate,
  steps,
}: Trial): string {
  return [characters, hidden, embedding, dropout, batch, window, learningRate, steps].join(' ');
}

/** The options of `tbptt charlm` for a trial. */
export function optionsOf(trial: Trial): readonly string[] {
  const { hidden, embedding, dropout, batch, window, learningRate, steps } = trial;
  const options = { hidden, embedding, dropout, batch, window, 'learning-rate': learningRate, steps };
  return [
    ...Object.entries({ ...options, ...COMMON }).flatMap(([name, value]) => [`--${name}`, String(value)]),
    '--wide',
    '--json',
  ];
}

/** What all trials have in common. */
const COMMON = {
  schedule: 'cosine',
  decay: 0.01,
  'weight-decay': 0.01,
  clip: 1,
  validation: 0.1,
  seed: 1,
  sample: 0,
} as const;
