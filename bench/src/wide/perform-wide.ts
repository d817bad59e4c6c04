import { Engine } from '@tbptt/core';
import { SHARE_ALL, ThreadedKernels } from '@tbptt/core/operation';
import { randomCalls } from './random-calls.js';
import { type Trained, type Training, trainCell } from './training.js';

/** What is compared. */
export interface WideTask {
  /** Random calls of kernels, from the number `first` on. */
  readonly calls?: { readonly first: number; readonly count: number };
  readonly trainings?: readonly Training[];
  /** Whether tiles are made for vectors of 256 bits. */
  readonly wide: boolean;
  /** Everything that can be shared by threads is. */
  readonly threads: number;
}

/** What was found. */
export interface WideFindings {
  readonly node: string;
  readonly calls: readonly string[];
  readonly trainings: readonly Trained[];
  /** How long the trainings took. */
  readonly seconds: number;
}

/** Computes with relaxed kernels. */
export async function performWide({ calls, trainings = [], wide, threads }: WideTask): Promise<WideFindings> {
  const engine = new Engine(
    threads === 1
      ? { kernels: 'relaxed', wide }
      : {
          threads,
          kernels: (memory) =>
            new ThreadedKernels(memory, 'relaxed', { threads, wide, thresholds: SHARE_ALL }),
        },
  );
  while (engine.threads.count < engine.threads.requested) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return engine.run(() => {
    const digests = calls === undefined ? [] : randomCalls(calls.count, calls.first);
    const start = performance.now();
    const trained = trainings.map(trainCell);
    const seconds = (performance.now() - start) / 1000;
    return { node: process.version, calls: digests, trainings: trained, seconds };
  });
}
