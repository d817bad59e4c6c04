import { kernels } from '@tbptt/core';
import { definitionOf } from './cases.js';
import { measure } from './measure.js';
import { workloadOf } from './ours/workload-of.js';
import { profileOf } from './profile/profile-of.js';
import type { Findings, Task } from './task.js';

/** Does a task in this process. */
export function perform({ action, case: name, variant, rounds, seconds }: Task): Findings {
  const definition = definitionOf(name);
  if (definition === undefined) throw new RangeError(`there is no case ${name}`);
  kernels.use(variant ?? 'auto');
  const workload = workloadOf(definition);
  const rates = measure(workload, { rounds, seconds });
  const found = { rates, size: workload.size, variant: kernels.variant, node: process.version };
  if (action === 'measure') return found;
  const profile = profileOf(name, definition, workload, rates, { rounds, seconds });
  return profile === undefined ? found : { ...found, profile };
}
