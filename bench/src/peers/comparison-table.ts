import pc from 'picocolors';
import { grouped } from '../table.js';
import { type Comparison, OURS, type PeerEntry } from './comparison.js';

const FIRST = 6;
const WIDTH = 24;

/** The heads of the columns of `comparisonRow`: `ours` are the ways of ours beside the plain one. */
export function comparisonHead(ours: readonly string[], peers: readonly string[]): string {
  const heads = ['case', 'unit', OURS, ...ours, ...peers];
  return pc.bold(rowOf(heads));
}

/** A line of the table: units per second of each, and in brackets how many times as fast ours is. */
export function comparisonRow(
  { case: name, unit, ours, wide, further = [], peers }: Comparison,
  ways: readonly string[],
  columns: readonly string[],
): string {
  const cells = columns.map((peer) => cellOf(peers.find((entry) => entry.name === peer)));
  const entries = [...(wide === undefined ? [] : [wide]), ...further];
  const own = [ours, ...ways.map((way) => entries.find((entry) => entry.name === way))].map((entry) =>
    entry === undefined ? '-' : grouped(entry.value),
  );
  return rowOf([name, unit, ...own, ...cells]);
}

/** Below the table: who took no part, and what differs from the definition of the case. */
export function comparisonNotes({ case: name, peers }: Comparison): readonly string[] {
  return peers.flatMap((entry) => {
    if ('unable' in entry) return [`${name}, ${entry.name}: ${entry.unable}`];
    return entry.differs === undefined ? [] : [`${name}, ${entry.name}: ${entry.differs}`];
  });
}

function cellOf(entry: PeerEntry | undefined): string {
  if (entry === undefined || 'unable' in entry) return '-';
  return `${grouped(entry.value)} (${ratioText(entry.ratio)})`;
}

/** `1.23` times, with as many digits as a ratio is worth. */
function ratioText(ratio: number): string {
  return `${ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(3)}x`;
}

function rowOf([first = '', ...cells]: readonly string[]): string {
  return [first.padEnd(FIRST), ...cells.map((cell) => cell.padEnd(WIDTH))].join(' ').trimEnd();
}
