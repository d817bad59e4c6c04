import { BenchError } from '../bench-error.js';
import { nodeBinary } from '../node-binary.js';
import type { Output } from '../output.js';
import { writeDocument } from '../results/document.js';
import { keep } from '../results/keep.js';
import { keptWideName } from '../results/wide-section.js';
import { CELLS } from './training.js';
import { type ValidateOptions, validate } from './validate.js';

/** What `bench wide` heeds. */
export interface WideFlags {
  /** Random calls of kernels. */
  readonly calls: number;
  /** Seconds of training of each cell. */
  readonly training: number;
  /** Cells that are trained. Default: all. */
  readonly cells?: readonly string[];
  /** Whether what was found is kept. */
  readonly results?: boolean;
}

/** What `runWide` is made of; tests put something of their own in its place. */
export const parts = { validate, keep, writeDocument };

/**
 * Holds wide kernels against plain ones on Node 24 and 26, with 1 and 2 threads. If asked to, it keeps
 * what was found, after the calls and after each cell, and writes RESULTS.md anew.
 *
 * @throws BenchError if a bit differs or a process fails.
 */
export async function runWide(
  { calls, training, cells = Object.keys(CELLS), results = false }: WideFlags,
  output: Output,
  { validate, keep, writeDocument } = parts,
): Promise<void> {
  let failures = 0;
  const compare = async (what: Pick<ValidateOptions, 'calls' | 'cells'>, name: string): Promise<void> => {
    const found = await validate({
      nodes: ['24', '26'].map(nodeBinary),
      threads: [1, 2],
      seconds: training,
      report: (line) => output.out(line),
      ...what,
    });
    failures += found.disagreements.length;
    if (!results) return;
    // Other work on the machine changes nothing of it.
    keep(name, found, { node: found.nodes.join(' and '), cpuShare: 1 });
    writeDocument();
  };
  if (calls > 0) await compare({ calls, cells: [] }, keptWideName());
  for (const cell of training > 0 ? cells : [])
    await compare({ calls: 0, cells: [cell] }, keptWideName(cell));
  if (failures > 0) {
    throw new BenchError(
      `wide kernels computed something else ${failures === 1 ? 'once' : `${failures} times`}.`,
    );
  }
}
