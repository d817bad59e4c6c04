import { arch, availableParallelism, cpus, platform } from 'node:os';
import { kernels } from '@tbptt/core';
import { version } from '../version.js';

/** Returns facts about the program and the machine, on which speed and last bits depend. */
export function environmentOf(): Readonly<Record<string, string>> {
  return {
    tbptt: version,
    'Node.js': process.versions.node,
    V8: process.versions.v8,
    system: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: String(availableParallelism()),
    kernels: kernels.variant,
    threads: String(kernels.threads.count),
  };
}
