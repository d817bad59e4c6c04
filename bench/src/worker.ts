/**
 * The process of one case: reads a task from its argument, prints its findings as a line of JSON;
 * or attends, see `attend`.
 */
import { setFlagsFromString } from 'node:v8';
import type { Task } from './task.js';

const task = JSON.parse(process.argv[2] ?? 'null') as Task;

// Node 20 knows fused multiply-add but asks for a flag, which must be set before the first kernel
// is compiled.
const major = Number.parseInt(process.versions.node, 10);
if (task.variant === 'relaxed' && major < 22) setFlagsFromString('--experimental-wasm-relaxed-simd');

if (task.wide) setFlagsFromString('--experimental-wasm-revectorize');

try {
  const { attendTo, endure, perform } = await import('./perform.js');
  const { emulate } = await import('./emulate.js');
  const product = task.blas
    ? await (await import('@tbptt/blas')).blas({ threads: task.threads ?? 1 })
    : undefined;
  const group = task.ranks ? await (await import('@tbptt/mpi')).world() : undefined;
  if (task.action === 'attend') await attendTo(task, product, group);
  else if (task.action === 'endure') console.log(JSON.stringify(endure(task)));
  else if (task.action === 'emulate') console.log(JSON.stringify(emulate(task)));
  else console.log(JSON.stringify(perform(task, product)));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
