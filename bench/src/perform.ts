import { type Group, HostError, kernels, type ProductFactory, type Variant } from '@tbptt/core';
import { attend } from './attend.js';
import { BenchError } from './bench-error.js';
import { definitionOf } from './cases.js';
import { measure } from './measure.js';
import { follow, lead } from './ours/lead.js';
import { workloadOf } from './ours/workload-of.js';
import { profileOf } from './profile/profile-of.js';
import type { Endurance, Findings, Task } from './task.js';

/** Does a task in this process; `product` computes its matrix products. */
export function perform(
  { action, case: name, variant, wide = false, threads = 1, rounds, seconds }: Task,
  product?: ProductFactory,
): Findings {
  const definition = definitionOf(name);
  if (definition === undefined) throw new RangeError(`there is no case ${name}`);
  const isWide = choose(variant ?? 'auto', wide, threads, product);
  const workload = workloadOf(definition);
  const share = cpuShareSince();
  const rates = measure(workload, { rounds, seconds });
  const about = { variant: kernels.variant, wide: isWide, node: process.version };
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const found = { rates, size: workload.size, cpuShare: share(), peakBytes, ...about };
  if (action === 'measure') return found;
  const profile = profileOf(name, definition, workload, rates, { rounds, seconds });
  return profile === undefined ? found : { ...found, profile };
}

/**
 * Sets a task's workload up and measures it in turns, as `attend` says. In a group the first
 * process attends, and the others do what it does.
 */
export async function attendTo(
  { case: name, variant, wide = false, threads = 1, seconds, windows = 0 }: Task,
  product?: ProductFactory,
  group?: Group,
): Promise<void> {
  const definition = definitionOf(name);
  if (definition === undefined) throw new RangeError(`there is no case ${name}`);
  const isWide = choose(variant ?? 'auto', wide, threads, product);
  await helpers();
  const version = isWide ? `${kernels.variant}, wide` : kernels.variant;
  const about = { version, runtime: `Node ${process.versions.node}` };
  const workload = workloadOf(definition, group);
  for (let i = 0; i < windows; i++) workload.run();
  if (group === undefined) return attend(workload, about, seconds);
  if (group.rank > 0) return follow(workload, group);
  const led = lead(workload, group);
  await attend(led, { ...about, version: `${version}, ${group.size} processes` }, seconds);
  return led.end();
}

/** Trains many windows and times each tenth of them. */
export function endure({ case: name, variant, windows = 10_000 }: Task): Endurance {
  const definition = definitionOf(name);
  if (definition === undefined) throw new RangeError(`there is no case ${name}`);
  if (variant !== undefined) kernels.use(variant);
  const workload = workloadOf(definition);
  for (let i = 0; i < windows / 100; i++) workload.run();
  const tenths = Array.from({ length: 10 }, () => {
    const before = process.cpuUsage();
    for (let i = 0; i < windows / 10; i++) workload.run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  return { tenths, windows };
}

/** Chooses the kernels; where wide ones compute something wrongly it says so and takes others. */
function choose(
  variant: Variant | 'auto',
  wide: boolean,
  threads: number,
  product: ProductFactory | undefined,
): boolean {
  // A BLAS has threads of its own.
  const options = product === undefined ? { threads } : { product };
  try {
    kernels.use(variant, { wide, ...options });
    return wide;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    console.error(`${error.message} Measuring without.`);
    kernels.use(variant, options);
    return false;
  }
}

/** Waits until all threads take part. */
async function helpers(): Promise<void> {
  const deadline = performance.now() + 5000;
  while (kernels.threads.count < kernels.threads.requested) {
    if (performance.now() > deadline) throw new BenchError(`no threads: ${kernels.threads.reason}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/**
 * Begins to watch how much of the time this process has a processor; the result tells. Threads of
 * the engine may bring it above 1.
 */
function cpuShareSince(): () => number {
  const start = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / (performance.now() - start);
  };
}
