import pc from 'picocolors';
import { definitionOf, describe } from './cases.js';
import type { Result, SpreadResult } from './result.js';

const COLUMNS = [18, 26, 24, 12, 22, 10] as const;

/** The heads of the columns of `rowOf`. */
export const HEAD = pc.bold(
  row(['case', 'what', 'median', 'GFLOP/s', 'runs: least - most', 'kernels', 'Node']),
);

/** The heads of the columns of `spreadRowOf`. */
export const SPREAD_HEAD = pc.bold(row(['case', 'what', 'median', 'processes', 'worst', 'kernels', 'Node']));

/** A line of the table. */
export function rowOf(result: Result): string {
  const { value, unit, gflops, runs, min, max, variant, node } = result;
  const rate = `${grouped(value)} ${unit}`;
  return row([
    result.case,
    whatIs(result.case),
    rate,
    grouped(gflops),
    `${runs}: ${grouped(min)} - ${grouped(max)}`,
    variant,
    node,
  ]);
}

/** A line of the table of many processes. */
export function spreadRowOf(result: SpreadResult): string {
  const { value, unit, processes, worst, worstShare, slow, variant, node } = result;
  const share = `${grouped(worst)} (${worstShare.toFixed(2)}${slow > 0 ? `, ${slow} slow` : ''})`;
  const cells = [
    result.case,
    whatIs(result.case),
    `${grouped(value)} ${unit}`,
    String(processes),
    share,
    variant,
    node,
  ];
  return slow > 0 ? pc.yellow(row(cells)) : row(cells);
}

/** A process that had less than this share of a processor was not alone on it. */
const ALONE = 0.95;

/**
 * Says so where figures are too low because the machine was busy with something else; empty where
 * they are not.
 */
export function busyWarning(
  results: readonly { readonly case: string; readonly cpuShare: number }[],
): readonly string[] {
  const disturbed = results.filter(({ cpuShare }) => cpuShare < ALONE);
  if (disturbed.length === 0) return [];
  const shares = disturbed.map((result) => `${result.case} ${(100 * result.cpuShare).toFixed(0)} %`);
  return [
    pc.yellow(
      `The processor was shared with others, these figures are too low; of its time had ${shares.join(', ')}.`,
    ),
  ];
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(COLUMNS[index] ?? 0))
    .join(' ')
    .trimEnd();
}

function whatIs(name: string): string {
  const definition = definitionOf(name);
  return definition === undefined ? '' : describe(definition);
}

/** `66,300` and `38.72`: four digits, thousands apart. */
export function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}
