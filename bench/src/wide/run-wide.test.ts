import { describe, expect, test } from 'vitest';
import { renderDocument } from '../results/document.js';
import { keptValidations, renderWide } from '../results/wide-section.js';
import { parts, runWide } from './run-wide.js';
import { CELLS } from './training.js';
import type { ValidateOptions, Validation } from './validate.js';

const validation: Validation = {
  nodes: ['24.21.0', '26.10.0'],
  threads: [1, 2],
  calls: 1_000_000,
  trainings: [{ cell: 'GRU', models: 7, steps: 9100, seconds: 3600 }],
  disagreements: [],
};

/** Runs the command, whose comparison finds what is given. */
async function runWith(found: Validation, results?: boolean) {
  const [lines, done, asked]: [string[], unknown[], ValidateOptions[]] = [[], [], []];
  const output = { out: (line: string) => lines.push(line), error: () => {} };
  const run = runWide({ calls: 9, training: 3, cells: ['GRU'], ...(results ? { results } : {}) }, output, {
    ...parts,
    validate: (options) => {
      asked.push(options);
      options.report?.('a line');
      return Promise.resolve(found);
    },
    keep: (name, data, about) => done.push([name, data, about.node]),
    writeDocument: () => done.push('write'),
  });
  const message = await run.then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { lines, done, asked, message };
}

describe('the comparison of wide kernels', () => {
  test('is made on Node 24 and 26 with one and two threads, and told line by line', async () => {
    const { lines, done, asked, message } = await runWith(validation);
    expect(message).toBeUndefined();
    expect(asked).toMatchObject([
      { threads: [1, 2], calls: 9, cells: [] },
      { threads: [1, 2], calls: 0, seconds: 3, cells: ['GRU'] },
    ]);
    expect(asked[0]?.nodes).toHaveLength(2);
    expect([lines, done]).toEqual([['a line', 'a line'], []]);
  });

  test('is kept with --results, after the calls and after each cell', async () => {
    const { done } = await runWith(validation, true);
    expect(done).toEqual([
      ['wide/calls', validation, '24.21.0 and 26.10.0'],
      'write',
      ['wide/GRU', validation, '24.21.0 and 26.10.0'],
      'write',
    ]);
  });

  test('is kept and fails if something differs', async () => {
    const disagreements = [{ node: 'one', threads: 2, what: 'calls of block 1 differ' }];
    const { done, message } = await runWith({ ...validation, disagreements }, true);
    expect(done).toHaveLength(4);
    expect(message).toBe('wide kernels computed something else 2 times.');
  });
});

describe('its section', () => {
  test('has all comparisons together: how much was compared, and whether it is as much as is wanted', () => {
    const cells = Object.keys(CELLS).map((cell) => ({ cell, models: 7, steps: 9100, seconds: 3600 }));
    const text = renderWide([
      { ...validation, trainings: [] },
      ...cells.map((trained) => ({ ...validation, calls: 0, trainings: [trained] })),
    ]).join('\n');
    expect(text).toContain('Node 24.21.0 and 26.10.0, each with 1 and with 2 threads');
    expect(text).toContain('- 1,000,000 calls of kernels over random shapes');
    expect(text).toContain('| GRU | 7 | 9,100 |');
    expect(text).toContain('No bit differs');
    expect(text).not.toContain('missed');
  });

  test('says what is missing', () => {
    const text = renderWide([{ ...validation, calls: 10 }]).join('\n');
    expect(text).toContain('- Target: a million random shapes: **missed**.');
    expect(text).toContain('- Target: an hour of training of each cell: **missed**.');
  });

  test('names the first disagreement', () => {
    const disagreements = [{ node: 'one', threads: 2, what: 'calls of block 1 differ' }];
    const text = renderWide([validation, { ...validation, disagreements }]).join('\n');
    expect(text).toContain('**Disagreements: 1**, the first: Node one, 2 threads: calls of block 1 differ.');
    expect(text).toContain('- Target: a million random shapes: **missed**.');
  });

  test('is made of what was kept', () => {
    const about = { date: '2026-01-02', commit: 'abc', cpu: 'a processor', node: '24', cpuShare: 1 };
    const kept = { ...about, data: validation };
    const read = (name: string) => (['wide/calls', 'wide/GRU'].includes(name) ? kept : undefined);
    expect(keptValidations(read)).toEqual([kept, kept]);
    const lines = renderDocument(read, []);
    expect(lines).toContain('## Vectors of 256 bits, bit by bit');
    expect(lines).toContain('`pnpm bench wide --results`, 2026-01-02, commit abc, a processor, Node 24.');
  });
});
