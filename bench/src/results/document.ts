import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Comparison, OURS_BLAS, OURS_RANKS } from '../peers/comparison.js';
import { BENCH } from '../places.js';
import { keptComparisons } from './comparisons.js';
import { type Kept, kept } from './keep.js';
import { renderPeers } from './peers-section.js';
import { renderPyTorch } from './pytorch-section.js';
import type { Read, Section } from './section.js';
import { SECTIONS } from './sections.js';
import { PYTORCH_TARGETS } from './targets.js';
import { keptValidations, renderWide } from './wide-section.js';

/** RESULTS.md from what was kept: a section for each, and nothing for those that were never measured. */
export function renderDocument(read: Read, sections: readonly Section[] = SECTIONS): string {
  const comparisons = keptComparisons(read);
  const lines = [
    '# Results',
    '',
    'Written by `pnpm bench`; [README.md](README.md) says what is measured, and how.',
    '',
  ];
  for (const threads of Object.keys(PYTORCH_TARGETS).map(Number)) {
    const found = keptComparisons(read, threads);
    if (found.length === 0) continue;
    lines.push(
      `## Beside PyTorch, ${threads === 1 ? 'one thread' : `${threads} threads`}`,
      '',
      ...sourceOf(commandOf(threads, found), found),
      ...renderPyTorch(
        found.map(({ data }) => data),
        threads,
      ),
    );
  }
  if (comparisons.length > 0) {
    const body = renderPeers(comparisons.map(({ data }) => data));
    lines.push(
      '## Beside JavaScript libraries',
      '',
      ...sourceOf('pnpm bench --peers --wide --results', comparisons),
      ...body,
    );
  }
  for (const section of sections) {
    const { name, title } = section;
    const found = read(name);
    if (found === undefined) continue;
    lines.push(
      `## ${title}`,
      '',
      ...sourceOf(`pnpm bench results ${name}`, [found]),
      ...section.render(found.data),
      '',
    );
  }
  const validations = keptValidations(read);
  if (validations.length > 0) {
    lines.push(
      '## Vectors of 256 bits, bit by bit',
      '',
      ...sourceOf('pnpm bench wide --results', validations),
      ...renderWide(validations.map(({ data }) => data)),
    );
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

/** The command that measures PyTorch beside all ways of ours that were kept. */
function commandOf(threads: number, found: readonly Kept<Comparison>[]): string {
  const names = found.flatMap(({ data: { further = [] } }) => further.map(({ name }) => name));
  const flags = [
    ...(names.includes(OURS_BLAS) ? ['--blas'] : []),
    ...(names.includes(OURS_RANKS) ? ['--ranks'] : []),
  ];
  return `pnpm bench --peers --threads ${threads} ${['--wide', ...flags, '--results'].join(' ')}`;
}

/** Writes RESULTS.md anew. */
export function writeDocument(): void {
  writeFileSync(
    join(BENCH, 'RESULTS.md'),
    renderDocument((name) => kept<object>(name)),
  );
}

/** A process that had less than this share of a processor was not alone on it. */
const ALONE = 0.95;

function busy(cpuShare: number): readonly string[] {
  if (cpuShare >= ALONE) return [];
  const share = (100 * cpuShare).toFixed(0);
  return [
    `**The machine was busy with something else**: a process had its processor for ${share} % of the time.`,
  ];
}

function sourceOf(command: string, found: readonly Kept<object>[]): readonly string[] {
  const one = (pick: (kept: Kept<object>) => string): string =>
    [...new Set(found.map(pick))].toSorted().join('; ');
  return [
    `\`${command}\`, ${one(({ date }) => date)}, commit ${one(({ commit }) => commit)}, ${one(({ cpu }) => cpu)}, Node ${one(({ node }) => node)}.`,
    ...busy(Math.min(...found.map(({ cpuShare }) => cpuShare))),
    '',
  ];
}
