import pc from 'picocolors';
import { grouped } from '../table.js';
import type { Comparison, PeerEntry } from './comparison.js';

const FIRST = 6;
const WIDTH = 20;

/** The heads of the columns of `comparisonRow`. */
export function comparisonHead(wide: boolean, peers: readonly string[]): string {
  const heads = ['case', 'unit', 'tbptt', ...(wide ? ['tbptt, wide'] : []), ...peers];
  return pc.bold(rowOf(heads));
}

/** A line of the table: units per second of each, and in brackets how many times as fast ours is. */
export function comparisonRow(
  { case: name, unit, ours, wide, peers }: Comparison,
  columns: readonly string[],
): string {
  const cells = columns.map((peer) => cellOf(peers.find((entry) => entry.name === peer)));
  const own = [grouped(ours.value), ...(wide === undefined ? [] : [grouped(wide.value)])];
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
