import type { Validation } from '../../wide/validate.js';
import { table } from '../markdown.js';
import type { Section } from '../section.js';
import { verdict } from '../targets.js';

/** What has to be compared before wide kernels can be a default: calls, and seconds of each cell. */
const LEAST = { calls: 1_000_000, seconds: 3600 } as const;

/** Wide kernels held against plain ones. */
export const wide: Section = {
  name: 'wide',
  title: 'Vectors of 256 bits, bit by bit',
  command: 'pnpm bench wide --results',
  render: (data) => linesOf(data as Validation),
};

function linesOf({ nodes, threads, calls, trainings, disagreements }: Validation): readonly string[] {
  return [
    `Relaxed kernels under V8's flag \`--experimental-wasm-revectorize\` against plain ones: Node ${nodes.join(' and ')}, each with ${threads.join(' and with ')} threads,`,
    'in processes of their own. All bits of all results and weights are compared.',
    '',
    `- ${calls.toLocaleString('en-US')} calls of kernels over random shapes, forward and backward, on each.`,
    '- Language models of random sizes, trained by each cell; the time is that of wide kernels, on all of these together.',
    '',
    ...table([
      ['cell', 'models', 'steps', 'minutes'],
      ...trainings.map(({ cell, models, steps, seconds }) => [
        cell,
        String(models),
        steps.toLocaleString('en-US'),
        (seconds / 60).toFixed(1),
      ]),
    ]),
    '',
    disagreements.length === 0
      ? 'No bit differs, and no process ended before its time.'
      : `**Disagreements: ${disagreements.length}**, the first: Node ${disagreements[0]?.node}, ${disagreements[0]?.threads} threads: ${disagreements[0]?.what}.`,
    '',
    verdict('a million random shapes', calls >= LEAST.calls && disagreements.length === 0),
    verdict(
      'an hour of training of each cell',
      trainings.length > 0 && trainings.every(({ seconds }) => seconds >= LEAST.seconds),
    ),
  ];
}
