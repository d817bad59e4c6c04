import pc from 'picocolors';
import { grouped } from '../table.js';
import type { Part, Profile } from './profile.js';

/** A profile as a table. */
export function profileLines(profile: Profile): readonly string[] {
  const { milliseconds, plainMilliseconds, steps, gflops, peakGflops, parts } = profile;
  return [
    pc.bold(`${profile.case}: where a training step goes (${profile.variant} kernels, Node ${profile.node})`),
    `a step takes ${grouped(plainMilliseconds)} ms: ${grouped(gflops)} GFLOP/s, ${percent(gflops / peakGflops)} of the product 64x256x1024 (${grouped(peakGflops)})`,
    `with a clock around every kernel ${grouped(milliseconds)} ms, the mean of ${steps} steps:`,
    '',
    pc.bold(row('part', 'ms', 'share', 'calls', 'GFLOP/s', 'of the peak')),
    ...parts.map((part) => lineOf(part, profile)),
  ];
}

function lineOf(
  { name, milliseconds, calls, gflops }: Part,
  { milliseconds: whole, peakGflops }: Profile,
): string {
  return row(
    name,
    milliseconds.toFixed(3),
    percent(milliseconds / whole),
    calls === 0 ? '' : String(Math.round(calls)),
    gflops === undefined ? '' : gflops.toFixed(1),
    gflops === undefined ? '' : percent(gflops / peakGflops),
  );
}

function row(name: string, ...cells: readonly string[]): string {
  return [name.padEnd(30), ...cells.map((cell) => cell.padStart(11))].join(' ').trimEnd();
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
