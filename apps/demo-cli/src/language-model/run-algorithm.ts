import { type Indices, type Random, seeded } from '@tbptt/core';
import { type StackState, type Stream, type TruncatedBPTTOptions, truncatedBPTT } from '@tbptt/rnn';
import { adaptiveTruncation, type OnlineAlgorithm, online, randomTruncation } from '@tbptt/rnn/online';
import { algorithms, BIAS, LONGEST, type Way } from './algorithms.js';
import type { Architecture, TrainingSettings } from './settings.js';

/** What every way to train has, but for the lengths of its windows. */
type CommonOptions = Omit<TruncatedBPTTOptions<StackState, Indices>, 'k1' | 'k2'>;

/** Signs are drawn from another stream of numbers than weights and masks. */
const SIGN_SEEDS = 2 ** 33;

/** The parts of a run that belong to its algorithm, for its checkpoints. */
export interface AlgorithmParts {
  readonly algorithm?: OnlineAlgorithm;
  readonly signs?: Random;
}

/** Makes them. */
export function algorithmParts({
  algorithm,
  seed,
}: Pick<TrainingSettings, 'algorithm' | 'seed'>): AlgorithmParts {
  const way: Way = algorithms[algorithm];
  if (way.forward === undefined) return {};
  const signs = seeded(SIGN_SEEDS + seed);
  return { algorithm: way.forward(signs), signs };
}

/** Trains update by update in the way that the settings name. */
export function updatesOf(
  network: Parameters<typeof truncatedBPTT<StackState>>[0],
  stream: Stream,
  { algorithm, window, seed }: Pick<TrainingSettings, 'algorithm' | 'window' | 'seed'>,
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

/** The bytes of what an algorithm carries for all lanes. */
export function traceBytes(
  { algorithm, hidden, layers, batch }: Architecture & Pick<TrainingSettings, 'algorithm' | 'batch'>,
  parameters: number,
): number {
  const { trace }: Way = algorithms[algorithm];
  const S = 2 * layers * hidden;
  return trace === undefined ? 0 : 4 * batch * trace({ S, P: parameters, N: 4 * hidden });
}
