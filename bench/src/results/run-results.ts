import { BenchError } from '../bench-error.js';
import { latestNode } from '../latest-node.js';
import type { Output } from '../output.js';
import { pinning } from '../processor.js';
import { writeDocument } from './document.js';
import { keep } from './keep.js';
import { laboratory } from './laboratory.js';
import { SECTIONS } from './sections.js';

/** What `results` heeds. */
export interface ResultsFlags {
  readonly node?: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly limit: number;
  readonly pin: boolean;
  /** Only write RESULTS.md anew. */
  readonly render?: boolean;
}

/** What `runResults` is made of; tests put something of their own in its place. */
export const parts = { sections: SECTIONS, laboratory, keep, writeDocument };

/**
 * Measures sections of RESULTS.md, all of them if none is named, keeps what was measured and writes
 * the document anew after each.
 */
export async function runResults(
  names: readonly string[],
  { node, rounds, seconds, limit, pin, render = false }: ResultsFlags,
  output: Output,
  { sections, laboratory, keep, writeDocument } = parts,
): Promise<void> {
  const unknown = names.find((name) => sections.every((one) => one.name !== name));
  if (unknown !== undefined) {
    const known = sections.map(({ name }) => name).join(', ');
    throw new BenchError(
      `there is no section ${unknown}; there are ${known}. Those of the peers are written by --peers --results, that of wide kernels by wide --results.`,
    );
  }
  if (render) return writeDocument();
  const program = latestNode(node);
  const prefix = pin ? pinning() : [];
  for (const section of sections.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const lab = laboratory({ rounds, seconds, limit, node: program.path, prefix });
    const start = performance.now();
    const data = await section.measure(lab);
    keep(section.name, data, { node: program.version, cpuShare: lab.cpuShare() });
    writeDocument();
    for (const line of section.render(data)) output.out(line);
    output.error(`${section.name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
}
