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

/** How long a model is trained: most of what V8 compiles for its shapes is compiled in the first of them. */
const MODEL_SECONDS = 10;

/** Models of one process. */
const MODELS_AT_ONCE = 6;

export interface ValidateOptions {
  /** Programs of Node. */
  readonly nodes: readonly string[];
  /** The numbers of threads. */
  readonly threads: readonly number[];
  /** Random calls of kernels. */
  readonly calls: number;
  /**
   * Seconds of training of each cell, on the first Node with the first number of threads; the others make
   * as many steps. Models of random sizes share them, at most ten seconds each.
   */
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

/** What was compared. */
export interface Validation {
  /** The versions of Node that computed by wide kernels, such as `24.21.0`. */
  readonly nodes: readonly string[];
  readonly threads: readonly number[];
  readonly calls: number;
  readonly trainings: readonly TrainedCell[];
  readonly disagreements: readonly Disagreement[];
}

/** The trainings of a cell. */
export interface TrainedCell {
  readonly cell: string;
  readonly models: number;
  /** Of all models together. */
  readonly steps: number;
  /** How long wide kernels trained, all Nodes and numbers of threads together. */
  readonly seconds: number;
}

/**
 * Computes the same by relaxed kernels on vectors of 128 bits, and by wide ones under V8's flag, on
 * each Node and with each number of threads, in processes of their own, and compares all bits: what
 * calls over random shapes give, forward and backward, and the weights of trainings of all cells.
 */
export async function validate(
  { nodes, threads, calls, seconds, cells = Object.keys(CELLS), report = () => {} }: ValidateOptions,
  start: Start = performIn,
): Promise<Validation> {
  const sides = nodes.flatMap((node) => threads.map((count) => ({ node, threads: count })));
  const comparison = new Comparison(sides, start, report);
  for (let first = 0; first < calls; first += CALLS_AT_ONCE) {
    const count = Math.min(CALLS_AT_ONCE, calls - first);
    const task = { calls: { first, count } };
    await comparison.compare(task, `calls ${first} to ${first + count - 1}`);
  }
  const trainings: TrainedCell[] = [];
  for (const cell of seconds > 0 ? cells : []) {
    trainings.push(await trainModels(cell, seconds, comparison));
  }
  const { disagreements, versions } = comparison;
  return { nodes: [...versions].toSorted(), threads, calls, trainings, disagreements };
}

/** Trains models of a cell for `seconds` on the first side, and for as many steps on the others. */
async function trainModels(cell: string, seconds: number, comparison: Comparison): Promise<TrainedCell> {
  const models = Math.ceil(seconds / MODEL_SECONDS);
  let [steps, trained] = [0, 0];
  for (let first = 0; first < models; first += MODELS_AT_ONCE) {
    const count = Math.min(MODELS_AT_ONCE, models - first);
    const timed = Array.from({ length: count }, (_, i) => ({
      cell,
      model: first + i,
      length: { seconds: seconds / models },
    }));
    const what = `${cell}, models ${first} to ${first + count - 1}`;
    const leader = await comparison.lead({ trainings: timed }, what);
    if (leader === undefined) continue;
    const task = {
      trainings: leader.trainings.map(({ model, steps }) => ({ cell, model, length: { steps } })),
    };
    const done = leader.trainings.reduce((sum, { steps }) => sum + steps, 0);
    steps += done;
    trained += await comparison.compare(task, `${what}, ${done} steps`, leader);
  }
  return { cell, models, steps, seconds: trained };
}

type Side = { readonly node: string; readonly threads: number };
type Work = Pick<WideTask, 'calls' | 'trainings'>;
type Start = (task: WideTask & { readonly node: string }) => Promise<WideFindings>;

/** Has every side compute by wide kernels what plain ones compute on the first Node with one thread. */
class Comparison {
  readonly disagreements: Disagreement[] = [];
  /** Of the Nodes that have computed something. */
  readonly versions = new Set<string>();
  readonly #sides: readonly [Side, ...Side[]];
  readonly #start: Start;
  readonly #report: (line: string) => void;

  constructor(sides: readonly Side[], start: Start, report: (line: string) => void) {
    const [leading, ...others] = sides;
    if (leading === undefined) throw new BenchError('wide kernels are compared on one Node at least.');
    this.#sides = [leading, ...others];
    this.#start = start;
    this.#report = report;
  }

  /** What the first side computes; undefined if it fails, which is told. */
  async lead(task: Work, what: string): Promise<WideFindings | undefined> {
    const [leading] = this.#sides;
    const found = await this.#perform(task, leading);
    if (!(found instanceof BenchError)) return found;
    this.#tell(leading, leading.node, what, found.message);
    return undefined;
  }

  /**
   * Compares all sides with plain kernels, and returns for how many seconds they trained. `leader` is
   * what the first side found, if it has computed already.
   */
  async compare(task: Work, what: string, leader?: WideFindings): Promise<number> {
    const expected = await this.#start({ ...task, node: this.#sides[0].node, threads: 1, wide: false });
    let seconds = 0;
    for (const [index, side] of this.#sides.entries()) {
      const found = index === 0 && leader !== undefined ? leader : await this.#perform(task, side);
      if (found instanceof BenchError) {
        this.#tell(side, side.node, what, found.message);
        continue;
      }
      this.versions.add(found.node.replace(/^v/, ''));
      seconds += found.seconds;
      this.#tell(side, `Node ${found.node}`, what, differenceOf(expected, found));
    }
    return seconds;
  }

  async #perform(task: Work, side: Side): Promise<WideFindings | BenchError> {
    try {
      return await this.#start({ ...task, ...side, wide: true });
    } catch (error) {
      if (error instanceof BenchError) return error;
      throw error;
    }
  }

  #tell(side: Side, name: string, what: string, difference: string | undefined): void {
    if (difference !== undefined) this.disagreements.push({ ...side, what: difference });
    this.#report(`${name}, ${side.threads} threads: ${what}: ${difference ?? 'the same bits'}`);
  }
}

/** What of two findings is not the same, or undefined if all is. */
function differenceOf(expected: WideFindings, found: WideFindings): string | undefined {
  const block = expected.calls.findIndex((digest, index) => digest !== found.calls[index]);
  if (block >= 0) return `calls of block ${block} differ`;
  for (const [index, { cell, model, digests }] of expected.trainings.entries()) {
    const other = found.trainings[index]?.digests ?? [];
    const at = digests.findIndex((digest, point) => digest !== other[point]);
    if (at >= 0) return `${cell}, model ${model}, differs after ${2 ** at} steps`;
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
