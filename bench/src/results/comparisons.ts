import { COMPARED } from '../peers/compare.js';
import { type Comparison, keptName, type PeerEntry } from '../peers/comparison.js';
import type { Kept } from './keep.js';
import { three } from './markdown.js';
import type { Read } from './section.js';

/** A peer that took part. */
export type Measured = Exclude<PeerEntry, { unable: string }>;

/**
 * What was kept of the comparisons, in the order of the cases: with the JavaScript peers or, for a
 * number of threads, with PyTorch.
 */
export function keptComparisons(read: Read, threads?: number): readonly Kept<Comparison>[] {
  return COMPARED.flatMap((name) => {
    const found = read(keptName(name, threads));
    return found === undefined ? [] : [found as Kept<Comparison>];
  });
}

export function peerOf({ peers }: Comparison, name: string): PeerEntry | undefined {
  return peers.find((entry) => entry.name === name);
}

export function measuredOf(comparison: Comparison, name: string): Measured | undefined {
  const entry = peerOf(comparison, name);
  return entry === undefined || 'unable' in entry ? undefined : entry;
}

/** A figure of a peer, and in brackets how many times as fast ours is. */
export function cellOf(entry: PeerEntry | undefined): string {
  if (entry === undefined || 'unable' in entry) return '-';
  return `${figure(entry.value)} (${three(entry.ratio)})`;
}

/** A ratio, and whether it reaches its target if there is one. */
export function reachedIn(
  { target, ratio }: { readonly target: number | undefined; readonly ratio: number | undefined },
  whom?: string,
): string {
  if (ratio === undefined) return '-';
  const reached = `${three(ratio)}${whom === undefined ? '' : ` (${whom})`}`;
  return target === undefined ? reached : `${reached} ${ratio >= target ? 'met' : '**missed**'}`;
}

/** Who took part, with versions. */
export function systemsOf(comparisons: readonly Comparison[]): readonly string[] {
  const entries = comparisons.flatMap(({ ours, wide, further = [], peers }) => [
    ours,
    ...(wide === undefined ? [] : [wide]),
    ...further,
    ...peers.flatMap((peer) => ('unable' in peer ? [] : [peer])),
  ]);
  const lines = entries.map(({ name, version, runtime }) => `- ${name}: ${version}, on ${runtime}`);
  return ['Systems:', '', ...new Set(lines), ''];
}

/** How cases are written in the peers, what differs, and who could not do what. */
export function notesOf(comparisons: readonly Comparison[]): readonly string[] {
  const notes = new Map<string, string[]>();
  for (const { case: name, peers } of comparisons) {
    for (const entry of peers) {
      const words = 'unable' in entry ? [entry.unable] : [entry.idiom, entry.differs];
      for (const word of words) {
        if (word === undefined) continue;
        const note = `${entry.name}: ${word}`;
        notes.set(note, [...(notes.get(note) ?? []), name]);
      }
    }
  }
  if (notes.size === 0) return [];
  return ['Notes:', '', ...[...notes].map(([note, names]) => `- ${note} (${names.join(', ')})`), ''];
}

/** A rate with four digits. */
export function figure(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}
