import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Comparison } from '../peers/comparison.js';
import { renderDocument } from './document.js';
import { type Kept, keep, kept } from './keep.js';
import { section } from './section.js';

const folder = mkdtempSync(join(tmpdir(), 'results-'));
afterAll(() => rmSync(folder, { recursive: true }));

const about = { date: '2026-01-02', commit: 'abc', cpu: 'a processor', node: '24.0.0', cpuShare: 0.99 };

const colors = section<{ readonly red: number }>({
  name: 'colors',
  title: 'Colors',
  measure: () => Promise.resolve({ red: 1 }),
  render: ({ red }) => [`red is ${red}`],
});

const entry = { version: '1', runtime: 'Node 24', value: 100, min: 90, max: 110, runs: 5 };
const comparison: Comparison = {
  case: 'S2',
  unit: 'characters/s',
  ours: { ...entry, name: 'tbptt', value: 30_000 },
  wide: { ...entry, name: 'tbptt, wide', value: 40_000 },
  peers: [
    { ...entry, name: 'TensorFlow.js', value: 6000, ratio: 5, idiom: 'a loop' },
    { ...entry, name: 'TF.js, by hand', value: 7500, ratio: 4, idiom: 'by hand' },
    { ...entry, name: 'brain.js', value: 300, ratio: 100, differs: 'no batches' },
    { name: 'jax-js', unable: 'no whole run within the limit of 9 s' },
  ],
  cpuShare: 0.99,
};

/** The document of what is given. */
function documentOf(found: Readonly<Record<string, Kept<object>>>): readonly string[] {
  return renderDocument((name) => found[name], [colors]).split('\n');
}

describe('what was kept', () => {
  test('is read as it was written, with what it was measured on', () => {
    keep('peers/S1', { value: 1 }, { node: '24.0.0', cpuShare: 1 }, folder);
    const found = kept('peers/S1', folder);
    expect(found).toMatchObject({ node: '24.0.0', cpuShare: 1, data: { value: 1 } });
    expect(found?.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(Object.keys(found ?? {})).toEqual(['date', 'commit', 'cpu', 'node', 'cpuShare', 'data']);
    expect(kept('peers/S2', folder)).toBeUndefined();
  });
});

describe('the document', () => {
  test('says of each section how to measure it again, when it was and on what', () => {
    const lines = documentOf({ colors: { ...about, data: { red: 3 } } });
    expect(lines).toContain('## Colors');
    expect(lines).toContain('`pnpm bench results colors`, 2026-01-02, commit abc, a processor, Node 24.0.0.');
    expect(lines).toContain('red is 3');
  });

  test('warns where the machine was busy', () => {
    const lines = documentOf({ colors: { ...about, cpuShare: 0.5, data: { red: 3 } } });
    expect(lines.join('\n')).toContain('busy with something else**: a process had its processor for 50 %');
    expect(documentOf({ colors: { ...about, data: { red: 3 } } }).join('\n')).not.toContain('busy');
  });

  test('leaves out what was never measured, and does not change when nothing does', () => {
    expect(documentOf({})).not.toContain('## Colors');
    expect(documentOf({})).toEqual(documentOf({}));
  });

  const lines = documentOf({ 'peers/S2': { ...about, data: comparison } });

  test('has the ratios of peers, and a dash where there is none', () => {
    expect(lines).toContain(
      '| S2 | characters/s | 30,000 | 40,000 | 6,000 (5.00) | 7,500 (4.00) | - | 300 (100) |',
    );
  });

  test('holds targets against the fastest of the JavaScript peers, and against gradients written by hand', () => {
    expect(lines).toContain('| S2 | 5 | 5.00 (TensorFlow.js) met | 4.00 **missed** |');
  });

  test('says what missed targets would take, and nothing of those that are met', () => {
    expect(lines.filter((line) => line.includes('GFLOP/s'))).toEqual([
      '- S2 beside TF.js, by hand: 5 times 7,500 characters/s are 46.1 GFLOP/s.',
    ]);
  });

  test('names the systems, how cases are written in them, what differs and what is missing', () => {
    expect(lines).toContain('- TensorFlow.js: 1, on Node 24');
    expect(lines).toContain('- TF.js, by hand: by hand (S2)');
    expect(lines).toContain('- brain.js: no batches (S2)');
    expect(lines).toContain('- jax-js: no whole run within the limit of 9 s (S2)');
  });

  test('has a section beside PyTorch for each number of threads, with targets of its own', () => {
    const torch = {
      ...entry,
      name: 'PyTorch',
      value: 50_000,
      ratio: 0.95,
      wideRatio: 1.2,
      runtime: 'Python',
    };
    const data = { ...comparison, peers: [torch] };
    const lines = documentOf({
      'pytorch/1/S2': { ...about, data },
      'pytorch/2/S2': { ...about, data },
    });
    expect(lines).toContain('## Beside PyTorch, one thread');
    expect(lines).toContain('## Beside PyTorch, 2 threads');
    const [one, two] = lines.filter((line) => line.startsWith('| S2 |'));
    expect(one).toBe('| S2 | characters/s | 50,000 | 30,000 | 0.950 met | 0.69 | 40,000 | 1.20 met | 1.16 |');
    expect(two).toBe(
      '| S2 | characters/s | 50,000 | 30,000 | 0.950 met | 0.9 | 40,000 | 1.20 **missed** | 1.3 |',
    );
    expect(lines).toContain('- PyTorch: 1, on Python');
  });
});
