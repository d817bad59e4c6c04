import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { createThreadGroup } from '@tbptt/core/testing';

/** The built packages, since a thread cannot run the sources; `pnpm test` builds first. */
const built = Object.fromEntries(
  [
    ['core', 'core/dist/index.js'],
    ['testing', 'core/dist/testing.js'],
    ['operation', 'core/dist/operation.js'],
    ['optim', 'optim/dist/index.js'],
  ].map(([name = '', path]) => [name, new URL(`../../../${path}`, import.meta.url)]),
);

/** Whether the packages have been built. */
export const canRunInThreads = Object.values(built).every((url) => existsSync(url));

/**
 * Runs the body of an async function in a thread for each rank, with `{ core, optim, operation, group }` as
 * its argument, and returns what each returned, or `{ error, message }`.
 */
export async function inThreads(size: number, body: string): Promise<readonly unknown[]> {
  const shared = createThreadGroup({ size, bytes: 2 ** 16 });
  return Promise.all(Array.from({ length: size }, (_, rank) => inThread(shared, rank, size, body)));
}

function inThread(shared: SharedArrayBuffer, rank: number, size: number, body: string): Promise<unknown> {
  const urls = Object.entries(built).map(([name, url]) => `${name}: await import(${JSON.stringify(url)})`);
  const program = `
    const { parentPort, workerData: { shared, rank, size } } = require('node:worker_threads');
    (async () => {
      const modules = { ${urls.join(', ')} };
      const group = new modules.testing.ThreadGroup(shared, rank, size, 5000);
      return (async ({ core, optim, operation, group }) => {${body}})({ ...modules, group });
    })().then(
      (value) => parentPort.postMessage(value),
      (error) => parentPort.postMessage({ error: error.name, message: error.message }),
    );`;
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { eval: true, workerData: { shared, rank, size } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
