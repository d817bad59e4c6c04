/**
 * Trains on the page, then in a module worker, with one thread and with two, and shows the reports
 * as JSON.
 */
import { train, trainWithThreads } from './training.js';

function show(id: string, report: unknown): void {
  const output = document.getElementById(id);
  if (output) output.textContent = report instanceof Error ? String(report) : JSON.stringify(report);
}

async function showOf(id: string, run: () => Promise<unknown>): Promise<void> {
  try {
    show(id, await run());
  } catch (error) {
    show(id, error);
  }
}

await showOf('page', () => train('strict'));
await showOf('page-threads', () => trainWithThreads(2));

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
worker.addEventListener('message', ({ data }: MessageEvent<Readonly<Record<string, unknown>>>) => {
  for (const [id, report] of Object.entries(data)) show(id, report);
});
worker.addEventListener('error', ({ message }) => {
  for (const id of ['worker', 'worker-threads']) show(id, new Error(message));
});
