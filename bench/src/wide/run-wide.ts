import { BenchError } from '../bench-error.js';
import { nodeBinary } from '../node-binary.js';
import type { Output } from '../output.js';
import { writeDocument } from '../results/document.js';
import { keep } from '../results/keep.js';
import { validate } from './validate.js';

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
 * Holds wide kernels against plain ones on Node 24 and 26, with 1 and 2 threads, and keeps what was
 * found in RESULTS.md if asked to.
 *
 * @throws BenchError if a bit differs or a process fails.
 */
export async function runWide(
  { calls, training, cells, results = false }: WideFlags,
  output: Output,
  { validate, keep, writeDocument } = parts,
): Promise<void> {
  const found = await validate({
    nodes: ['24', '26'].map(nodeBinary),
    threads: [1, 2],
    calls,
    seconds: training,
    ...(cells === undefined ? {} : { cells }),
    report: (line) => output.out(line),
  });
  if (results) {
    // Nothing of it is a time that other work on the machine would change.
    keep('wide', found, { node: found.nodes.join(' and '), cpuShare: 1 });
    writeDocument();
  }
  const { length } = found.disagreements;
  if (length > 0) {
    throw new BenchError(
      `wide kernels computed something else ${length === 1 ? 'once' : `${length} times`}.`,
    );
  }
}
