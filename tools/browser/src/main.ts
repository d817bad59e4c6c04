/** Trains on the page, then in a module worker, and shows both reports as JSON. */
import { train } from './training.js';

function show(id: string, report: unknown): void {
  const output = document.getElementById(id);
  if (output) output.textContent = report instanceof Error ? String(report) : JSON.stringify(report);
}

try {
  show('page', await train('strict'));
} catch (error) {
  show('page', error);
}

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => show('worker', data));
worker.addEventListener('error', ({ message }) => show('worker', new Error(message)));
