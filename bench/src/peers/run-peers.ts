import { BenchError } from '../bench-error.js';
import { nodeBinary } from '../node-binary.js';
import type { Output } from '../output.js';
import { pinning } from '../processor.js';
import { keep } from '../results/keep.js';
import { busyWarning } from '../table.js';
import { COMPARED, compare } from './compare.js';
import type { Comparison } from './comparison.js';
import { comparisonHead, comparisonNotes, comparisonRow } from './comparison-table.js';
import { installPeers } from './install.js';
import { pythonWithTorch } from './python.js';

/** What `--peers` heeds. */
export interface PeerFlags {
  readonly wide?: boolean;
  readonly node?: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly json?: boolean;
  readonly pin: boolean;
  readonly python?: string;
  readonly limit: number;
  readonly results?: boolean;
}

/** What `runPeers` is made of; tests put something of their own in its place. */
export const parts = { installPeers, pythonWithTorch, compare, keep };

/** Compares ours with the peers, case by case, and prints a line for each. */
export async function runPeers(
  names: readonly string[],
  { node, wide = false, rounds, seconds, limit, json, pin, python: choice, results }: PeerFlags,
  output: Output,
  { installPeers, pythonWithTorch, compare, keep } = parts,
): Promise<void> {
  const alien = names.find((name) => COMPARED.every((one) => one !== name));
  if (alien !== undefined)
    throw new BenchError(`${alien} is not measured on peers; these are: ${COMPARED.join(', ')}.`);
  installPeers((line) => output.error(line));
  const python = pythonWithTorch(choice);
  if (python === undefined) output.error('There is no Python with PyTorch; --python gives the path of one.');
  const prefix = pin ? pinning() : [];
  const options = { node: latestNode(node), python, prefix, wide, rounds, seconds, limit };
  const comparisons: Comparison[] = [];
  if (!json) output.out(comparisonHead(wide));
  for (const name of names.length > 0 ? names : COMPARED) {
    const comparison = await compare(name, options);
    comparisons.push(comparison);
    output.out(json ? JSON.stringify(comparison) : comparisonRow(comparison));
    if (results) keep(`peers/${name}`, comparison);
  }
  if (!json) for (const note of comparisons.flatMap(comparisonNotes)) output.out(note);
  for (const line of busyWarning(comparisons)) output.error(line);
}

/** The chosen Node; if none is, Node 24 where it is installed, on which ours and the JavaScript peers are fastest. */
function latestNode(choice: string | undefined): string {
  if (choice !== undefined) return nodeBinary(choice);
  try {
    return nodeBinary('24');
  } catch (error) {
    if (error instanceof BenchError) return process.execPath;
    throw error;
  }
}
