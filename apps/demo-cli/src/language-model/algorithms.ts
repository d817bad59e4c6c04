import { type Indices, type Random, seeded } from '@tbptt/core';
import { type StackState, type Stream, type TruncatedBPTTOptions, truncatedBPTT } from '@tbptt/rnn';
import {
  adaptiveTruncation,
  eprop,
  kroneckerFactored,
  type OnlineAlgorithm,
  online,
  randomTruncation,
  rtrl,
  snap,
  uoro,
} from '@tbptt/rnn/online';

/** Options of every way to train, without the lengths of its windows. */
export type CommonOptions = Omit<TruncatedBPTTOptions<StackState, Indices>, 'k1' | 'k2'>;

/** An algorithm that computes the gradient of a stream. */
interface Way {
  /** A few words for the help. */
  readonly summary: string;
  /** Makes the algorithm that goes forward, with a generator for its signs. Omitted if it goes back. */
  readonly forward?: (signs: Random) => OnlineAlgorithm;
  /** Numbers of the trace of a layer of S states and P parameters, N of them columns of gates. */
  readonly trace?: (sizes: { readonly S: number; readonly P: number; readonly N: number }) => number;
}

/** The relative bias that `adaptive` tolerates, and its longest window as a multiple of --window. */
const BIAS = 0.1;
const LONGEST = 8;

/** Signs are drawn from another stream of numbers than weights and masks. */
const SIGN_SEEDS = 2 ** 33;

export const algorithms = {
  tbptt: { summary: 'back through each window' },
  random: { summary: 'back through windows of random length, --window on average' },
  adaptive: { summary: `back at most ${LONGEST} windows, as far as a bias of ${BIAS} requires` },
  rtrl: { summary: 'forward, exact; for small models', forward: rtrl, trace: ({ S, P }) => S * P },
  snap: { summary: 'forward, within each unit', forward: () => snap(1), trace: ({ P }) => 2 * P },
  eprop: { summary: 'forward, the memory of each unit', forward: eprop, trace: ({ P }) => 2 * P },
  uoro: {
    summary: 'forward, unbiased',
    forward: (random) => uoro({ random }),
    trace: ({ S, P }) => S + P,
  },
  'kf-rtrl': {
    summary: 'forward, unbiased; one layer of lstm or rnn',
    forward: (random) => kroneckerFactored({ random }),
    trace: ({ S, N }) => S * N,
  },
} as const satisfies Record<string, Way>;

export type AlgorithmName = keyof typeof algorithms;

export const algorithmNames = Object.keys(algorithms) as readonly AlgorithmName[];

/** Whether a text names an algorithm. */
export function isAlgorithmName(text: unknown): text is AlgorithmName {
  return typeof text === 'string' && Object.hasOwn(algorithms, text);
}

/** Whether the gradient is carried forward in time. */
export function goesForward(name: AlgorithmName): boolean {
  return 'forward' in algorithms[name];
}

/** The parts of a run that belong to its algorithm, for its checkpoints. */
export interface AlgorithmParts {
  readonly algorithm?: OnlineAlgorithm;
  readonly signs?: Random;
}

/** Returns the parts of a new run. */
export function algorithmParts({
  algorithm,
  seed,
}: Pick<AlgorithmSettings, 'algorithm' | 'seed'>): AlgorithmParts {
  const way: Way = algorithms[algorithm];
  if (way.forward === undefined) return {};
  const signs = seeded(SIGN_SEEDS + seed);
  return { algorithm: way.forward(signs), signs };
}

/** The settings that an algorithm reads. */
interface AlgorithmSettings {
  readonly algorithm: AlgorithmName;
  readonly window: number;
  readonly seed: number;
}

/** Trains update by update in the way that the settings name. */
export function updatesOf(
  network: Parameters<typeof truncatedBPTT<StackState>>[0],
  stream: Stream,
  { algorithm, window, seed }: AlgorithmSettings,
  parts: AlgorithmParts,
  options: CommonOptions,
): ReturnType<typeof truncatedBPTT<StackState>> {
  if (parts.algorithm !== undefined) {
    const { optimizer, loss, epochs = 1, after } = options;
    return online(network, stream, {
      algorithm: parts.algorithm,
      optimizer,
      loss,
      epochs,
      after,
      every: window,
    });
  }
  if (algorithm === 'random') {
    const k1 = randomTruncation({ random: seeded(SIGN_SEEDS + seed), meanLength: window });
    return truncatedBPTT(network, stream, { ...options, k1 });
  }
  if (algorithm === 'adaptive') {
    const k2 = adaptiveTruncation({ bias: BIAS, longest: LONGEST * window });
    return truncatedBPTT(network, stream, { ...options, k1: window, k2 });
  }
  return truncatedBPTT(network, stream, { ...options, k1: window });
}

/** Returns the bytes of the trace of an algorithm for all lanes. */
export function traceBytes(
  algorithm: AlgorithmName,
  sizes: { readonly hidden: number; readonly layers: number; readonly batch: number },
  parameters: number,
): number {
  const { trace }: Way = algorithms[algorithm];
  const { hidden, layers, batch } = sizes;
  if (trace === undefined) return 0;
  return 4 * batch * trace({ S: 2 * layers * hidden, P: parameters, N: 4 * hidden });
}
