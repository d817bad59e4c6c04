import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BenchError } from '../bench-error.js';
import { lastWords } from '../last-words.js';
import type { WideFindings, WideTask } from './perform-wide.js';
import { CELLS } from './training.js';

/** V8's flag for vectors of 256 bits. */
const WIDE_FLAG = '--experimental-wasm-revectorize';

/** The program of one side; the bundler puts it beside this file. */
const WORKER = fileURLToPath(new URL('./wide-worker.js', import.meta.url));

/** Calls of one process: what a process that crashes leaves unknown is not much. */
const CALLS_AT_ONCE = 50_000;

export interface ValidateOptions {
  /** Programs of Node. */
  readonly nodes: readonly string[];
  /** The numbers of threads. */
  readonly threads: readonly number[];
  /** Random calls of kernels. */
  readonly calls: number;
  /** Seconds of training of each cell, by wide kernels with one thread; the others make as many steps. */
  readonly seconds: number;
  /** Cells that are trained. Default: all. */
  readonly cells?: readonly string[];
  /** Hears of what was compared. */
  readonly report?: (line: string) => void;
}

/** A computation whose bits are not those of plain kernels, or that has failed. */
export interface Disagreement {
  readonly node: string;
  readonly threads: number;
  readonly what: string;
}

/**
 * Computes the same by relaxed kernels on vectors of 128 bits, and by wide ones under V8's flag, on
 * each Node and with each number of threads, in processes of their own, and compares all bits: what
 * calls over random shapes give, forward and backward, and the weights of trainings of all cells.
 */
export async function validate(
  { nodes, threads, calls, seconds, cells = Object.keys(CELLS), report = () => {} }: ValidateOptions,
  start: (task: WideTask & { readonly node: string }) => Promise<WideFindings> = performIn,
): Promise<readonly Disagreement[]> {
  const disagreements: Disagreement[] = [];
  const sides = nodes.flatMap((node) => threads.map((count) => ({ node, threads: count })));
  const plain: Side = { node: nodes[0] ?? process.execPath, threads: 1 };
  const compare = async (expected: Side & WideFindings, task: Work, what: string): Promise<void> => {
    for (const side of sides) {
      const found = await start({ ...task, ...side, wide: true }).catch((error: unknown) => {
        if (error instanceof BenchError) return error;
        throw error;
      });
      const differs = found instanceof BenchError ? found.message : differenceOf(expected, found);
      const name = found instanceof BenchError ? side.node : `Node ${found.node}`;
      if (differs !== undefined) disagreements.push({ ...side, what: differs });
      report(`${name}, ${side.threads} threads: ${what}: ${differs ?? 'the same bits'}`);
    }
  };
  for (let first = 0; first < calls; first += CALLS_AT_ONCE) {
    const count = Math.min(CALLS_AT_ONCE, calls - first);
    const task = { calls: { first, count } };
    const expected = await start({ ...task, ...plain, wide: false });
    await compare({ ...plain, ...expected }, task, `calls ${first} to ${first + count - 1}`);
  }
  for (const cell of seconds > 0 ? cells : []) {
    const leader = await start({ trainings: [{ cell, seconds }], ...plain, wide: true });
    const task = { trainings: leader.trainings.map(({ steps }) => ({ cell, steps })) };
    const expected = await start({ ...task, ...plain, wide: false });
    const { steps = 0, loss = Number.NaN } = expected.trainings[0] ?? {};
    await compare({ ...plain, ...expected }, task, `${cell}, ${steps} steps, loss ${loss.toFixed(3)}`);
  }
  return disagreements;
}

type Side = { readonly node: string; readonly threads: number };
type Work = Pick<WideTask, 'calls' | 'trainings'>;

/** What of two findings is not the same, or undefined if all is. */
function differenceOf(expected: WideFindings, found: WideFindings): string | undefined {
  const block = expected.calls.findIndex((digest, index) => digest !== found.calls[index]);
  if (block >= 0) return `calls of block ${block} differ`;
  for (const [index, { cell, digests }] of expected.trainings.entries()) {
    const other = found.trainings[index]?.digests ?? [];
    const at = digests.findIndex((digest, point) => digest !== other[point]);
    if (at >= 0) return `${cell} differs after ${2 ** at} steps`;
  }
  return undefined;
}

/** Does a task in a process of its own, under the flag if it is wide. */
export function performIn(
  { node, ...task }: WideTask & { readonly node: string },
  worker = WORKER,
): Promise<WideFindings> {
  const words = [...(task.wide ? [WIDE_FLAG] : []), worker, JSON.stringify(task)];
  return new Promise((resolve, reject) => {
    const child = spawn(node, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, errors]: [string[], string[]] = [[], []];
    child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    child.on('error', (error) => reject(new BenchError(`${node} cannot be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(JSON.parse(out.join('')) as WideFindings);
      else reject(new BenchError(lastWords(errors.join(''), code, signal)));
    });
  });
}
