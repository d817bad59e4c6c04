import { CELLS } from '../wide/training.js';
import type { TrainedCell, Validation } from '../wide/validate.js';
import type { Kept } from './keep.js';
import { table } from './markdown.js';
import type { Read } from './section.js';
import { verdict } from './targets.js';

/** What has to be compared before wide kernels can be a default: calls, and seconds of each cell. */
const LEAST = { calls: 1_000_000, seconds: 3600 } as const;

/** The name under which a comparison of wide kernels is kept: of calls, or of a cell's trainings. */
export function keptWideName(cell = 'calls'): string {
  return `wide/${cell}`;
}

/** What was kept of the comparisons of wide kernels with plain ones. */
export function keptValidations(read: Read): readonly Kept<Validation>[] {
  return [undefined, ...Object.keys(CELLS)].flatMap((cell) => {
    const found = read(keptWideName(cell));
    return found === undefined ? [] : [found as Kept<Validation>];
  });
}

/** The lines of all comparisons together. */
export function renderWide(validations: readonly Validation[]): readonly string[] {
  const all = <T>(pick: (validation: Validation) => readonly T[]): readonly T[] => [
    ...new Set(validations.flatMap(pick)),
  ];
  const nodes = all((validation) => validation.nodes).toSorted();
  const threads = all((validation) => validation.threads);
  const trainings = all((validation) => validation.trainings);
  const disagreements = all((validation) => validation.disagreements);
  const calls = validations.reduce((sum, validation) => sum + validation.calls, 0);
  const [first] = disagreements;
  return [
    `Relaxed kernels under V8's flag \`--experimental-wasm-revectorize\` against plain ones: Node ${nodes.join(' and ')}, each with ${threads.join(' and with ')} threads,`,
    'in processes of their own. All bits of all results and weights are compared.',
    '',
    `- ${calls.toLocaleString('en-US')} calls of kernels over random shapes, forward and backward, on each.`,
    '- Language models of random sizes, trained by each cell for ten seconds or less on the first of these, and for as many steps on the others.',
    '',
    ...table([['cell', 'models', 'steps'], ...trainings.map(rowOf)]),
    '',
    first === undefined
      ? 'No bit differs, and no process ended before its time.'
      : `**Disagreements: ${disagreements.length}**, the first: Node ${first.node}, ${first.threads} threads: ${first.what}.`,
    '',
    verdict('a million random shapes', calls >= LEAST.calls && first === undefined),
    verdict('an hour of training of each cell', first === undefined && isLongEnough(trainings)),
    '',
  ];
}

function rowOf({ cell, models, steps }: TrainedCell): readonly string[] {
  return [cell, String(models), steps.toLocaleString('en-US')];
}

function isLongEnough(trainings: readonly TrainedCell[]): boolean {
  return Object.keys(CELLS).every((name) =>
    trainings.some(({ cell, seconds }) => cell === name && seconds >= LEAST.seconds),
  );
}
