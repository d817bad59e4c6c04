import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Application } from './application.js';
import { applications } from './applications.js';
import { run } from './program.js';
import { recordingsIn, SUMMARY } from './record.js';
import { renderResults, renderSummary } from './render-results.js';

const examples = fileURLToPath(new URL('../..', import.meta.url));

const toy: Application = {
  title: 'Toy',
  page: 'toy',
  data: 'none',
  run: ({ seed }) => ({
    measures: [
      { name: 'ours', value: seed, unit: ' %', kind: 'ours', atLeast: 2, seconds: 1.4, how: 'by hand' },
      { name: 'guess', value: 0.5, unit: ' %', kind: 'baseline' },
    ],
    picture: '<svg/>\n',
  }),
};

test('the committed table is what the recordings say, and every application has one', () => {
  const recordings = recordingsIn(examples);
  expect(readFileSync(join(examples, 'RESULTS.md'), 'utf8')).toBe(renderResults(applications, recordings));
  expect(recordings.map(({ name }) => name).toSorted()).toEqual(Object.keys(applications).toSorted());
});

test('the README has their summary', () => {
  const readme = readFileSync(join(examples, '..', 'README.md'), 'utf8');
  expect(SUMMARY.exec(readme)?.[0]).toBe(renderSummary(applications, recordingsIn(examples)));
});

test('a run is recorded with its picture, and says whether it reached what is wanted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tbptt-applications-'));
  try {
    const lines: string[] = [];
    const output = {
      out: (line: string) => lines.push(line),
      error: () => undefined,
      status: () => undefined,
    };
    expect(await run(['toy', '--seed', '1'], { toy }, folder, output)).toBe(0);
    expect(readFileSync(join(folder, 'RESULTS.md'), 'utf8')).toContain(
      '| Toy | **ours** | 1.00 % | at least 2 % | **missed** | 1 |\n|  | guess | 0.50 % |  |  |  |',
    );
    expect(await run(['toy', '--seed', '3'], { toy }, folder, output)).toBe(0);
    expect(readFileSync(join(folder, 'RESULTS.md'), 'utf8')).toContain('| 3.00 % | at least 2 % | met |');
    expect(readFileSync(join(folder, 'pictures', 'toy.svg'), 'utf8')).toBe('<svg/>\n');
    expect(lines.join('\n')).toContain('missed');
    expect(await run(['play'], { toy }, folder, output)).toBe(2);
    expect(await run(['--seed', '0'], { toy }, folder, output)).toBe(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
