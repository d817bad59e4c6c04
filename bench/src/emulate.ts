import { kernels } from '@tbptt/core';
import { engine, ThreadedKernels } from '@tbptt/core/operation';
import { definitionOf } from './cases.js';
import { median } from './measure.js';
import { workloadOf } from './ours/workload-of.js';
import type { Emulation, Task } from './task.js';

/**
 * Emulates several threads on one: their shares are computed one after the other, and of each call
 * the longest share counts. The result is a bound: nothing is lost by waiting, or by what one cache
 * has to fetch from another.
 */
export function emulate({ case: name, variant = 'relaxed', threads = 2, rounds, seconds }: Task): Emulation {
  const definition = definitionOf(name);
  if (definition === undefined) throw new RangeError(`there is no case ${name}`);
  kernels.use(variant);
  const alone = engine().kernels;
  let saved = 0;
  const emulated = new ThreadedKernels(engine().memory, variant === 'strict' ? 'strict' : 'relaxed', {
    threads,
    emulate(shares) {
      saved += shares.reduce((sum, share) => sum + share, 0) - Math.max(...shares);
    },
  });
  const workload = workloadOf(definition);
  /** Milliseconds of a repetition, less what is saved. */
  const time = (set: typeof alone): number => {
    engine().use(set);
    workload.run();
    saved = 0;
    const start = performance.now();
    let count = 0;
    do {
      workload.run();
      count++;
    } while (performance.now() - start < 1000 * seconds);
    return (performance.now() - start - saved) / count;
  };
  for (const set of [alone, emulated]) time(set);
  const ratios = Array.from({ length: rounds }, () => time(alone) / time(emulated));
  return { ratio: median(ratios) };
}
