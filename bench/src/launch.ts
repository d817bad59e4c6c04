import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BenchError } from './bench-error.js';
import { lastWords } from './last-words.js';
import type { Findings, Task } from './task.js';

/** The program that performs tasks; the bundler puts it, and the next, beside this file. */
export const WORKER = fileURLToPath(new URL('./worker.js', import.meta.url));

/** The program that trains one step. */
export const FIRST_STEP = fileURLToPath(new URL('./first-step.js', import.meta.url));

/** How processes are started. */
export interface LaunchOptions {
  /** The program of Node. */
  readonly node: string;
  /** What stands before it, such as `taskset -c 1`. */
  readonly prefix: readonly string[];
  /** The script; the worker of this workspace if not given. */
  readonly worker?: string;
}

/** Performs a task in a process of its own. A `BenchError` with the process's own words when it fails. */
export function launch(task: Task, { node, prefix, worker = WORKER }: LaunchOptions): Promise<Findings> {
  const [program, ...words] = [...prefix, node, worker, JSON.stringify(task)];
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('error', (error) => reject(new BenchError(`${program} cannot be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      const last = out.trim().split('\n').at(-1) ?? '';
      if (code === 0 && last.startsWith('{')) resolve(JSON.parse(last) as Findings);
      else reject(new BenchError(`${task.case}: ${lastWords(errors, code, signal)}`));
    });
  });
}
