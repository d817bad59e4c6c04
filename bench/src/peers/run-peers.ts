import { BenchError } from '../bench-error.js';
import { latestNode } from '../latest-node.js';
import type { Output } from '../output.js';
import { pinning } from '../processor.js';
import { writeDocument } from '../results/document.js';
import { keep } from '../results/keep.js';
import { busyWarning } from '../table.js';
import { JAVASCRIPT_PEERS, PYTORCH } from './catalog.js';
import { COMPARED, compare } from './compare.js';
import { type Comparison, FURTHER, keptName, OURS_WIDE } from './comparison.js';
import { comparisonHead, comparisonNotes, comparisonRow } from './comparison-table.js';
import { installPeers } from './install.js';
import { pythonWithTorch } from './python.js';

/** What `--peers` heeds. */
export interface PeerFlags {
  readonly wide?: boolean;
  readonly blas?: boolean;
  readonly ranks?: boolean;
  readonly node?: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly json?: boolean;
  readonly pin: boolean;
  readonly python?: string;
  readonly limit: number;
  readonly results?: boolean;
  /** Beside PyTorch with this many threads, in the place of the JavaScript peers. */
  readonly threads?: number;
}

/** What `runPeers` is made of; tests put something of their own in its place. */
const parts = { installPeers, pythonWithTorch, compare, keep, writeDocument };

/** Compares ours with the peers, case by case, and prints a line for each. */
export async function runPeers(
  names: readonly string[],
  {
    node,
    wide = false,
    blas = false,
    ranks = false,
    rounds,
    seconds,
    limit,
    json,
    pin,
    python: choice,
    results,
    threads,
  }: PeerFlags,
  output: Output,
  { installPeers, pythonWithTorch, compare, keep, writeDocument } = parts,
): Promise<void> {
  const alien = names.find((name) => COMPARED.every((one) => one !== name));
  if (alien !== undefined)
    throw new BenchError(`${alien} is not measured on peers; these are: ${COMPARED.join(', ')}.`);
  const python = threads === undefined ? undefined : pythonWithTorch(choice);
  if (threads === undefined) installPeers((line) => output.error(line));
  else if (python === undefined)
    throw new BenchError('there is no Python with PyTorch; --python gives the path of one.');
  if (ranks && (threads ?? 1) < 2)
    throw new BenchError('--ranks is for --peers --threads 2 or more: as many processes as threads.');
  const peers = python === undefined ? JAVASCRIPT_PEERS : [PYTORCH];
  const prefix = pin && (threads ?? 1) === 1 ? pinning() : [];
  const program = latestNode(node);
  const options = { node: program.path, python, prefix, wide, blas, ranks, rounds, seconds, limit, threads };
  const comparisons: Comparison[] = [];
  const ours = [
    ...(wide ? [OURS_WIDE] : []),
    ...FURTHER.filter((who) => (blas || !who.includes('BLAS')) && (ranks || !who.includes('processes'))),
  ];
  if (!json) output.out(comparisonHead(ours, peers));
  for (const name of names.length > 0 ? names : COMPARED) {
    const comparison = await compare(name, options);
    comparisons.push(comparison);
    output.out(json ? JSON.stringify(comparison) : comparisonRow(comparison, ours, peers));
    if (!results) continue;
    keep(keptName(name, threads), comparison, { node: program.version, cpuShare: comparison.cpuShare });
    writeDocument();
  }
  if (!json) for (const note of comparisons.flatMap(comparisonNotes)) output.out(note);
  for (const line of busyWarning(comparisons)) output.error(line);
}
