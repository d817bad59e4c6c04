import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { definitionOf } from '../cases.js';
import { flopsOf } from '../flops.js';
import { type Laboratory, laboratory } from './laboratory.js';
import { parts, runResults } from './run-results.js';
import { SECTIONS } from './sections.js';

let folder = '';
let worker = '';
let firstStep = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'laboratory-'));
  worker = join(folder, 'worker.mjs');
  // answers every task at once: 10 units per second, twice as much where vectors are wide
  writeFileSync(
    worker,
    `import { createInterface } from 'node:readline';
     const say = (line) => console.log(JSON.stringify(line));
     const task = JSON.parse(process.argv[2]);
     const profile = { gflops: 40, peakGflops: 50 };
     const tenths = Array.from({ length: 10 }, (_, i) => 1 + i / 100);
     if (task.action === 'endure') say({ tenths, windows: task.windows });
     else if (task.action !== 'attend')
       say({ rates: [1], size: 10, cpuShare: 0.9, peakBytes: 2e8, variant: 'relaxed', wide: false, node: 'v24.0.0', profile });
     else {
       say({ version: task.variant ?? 'relaxed', runtime: 'Node 24', size: task.wide ? 20 : 10 });
       for await (const _ of createInterface({ input: process.stdin })) say({ repetitions: 1, elapsed: 1, processor: 1 });
     }`,
  );
});
beforeAll(() => {
  firstStep = join(folder, 'first-step.mjs');
  // says that its step took 5 ms, of a language model alone
  writeFileSync(
    firstStep,
    `if (JSON.parse(process.argv[2]).kind === 'language model')
       console.log(JSON.stringify({ done: String(process.hrtime.bigint() + 5_000_000n) }));`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

function fakeLaboratory(): Laboratory {
  return laboratory({
    rounds: 2,
    seconds: 1,
    limit: 20,
    node: process.execPath,
    prefix: [],
    worker,
    firstStep,
  });
}

const rendered = async (name: string): Promise<string> => {
  const section = SECTIONS.find((one) => one.name === name);
  if (section === undefined) throw new RangeError(`there is no section ${name}`);
  const data = await section.measure(fakeLaboratory());
  return section.render(JSON.parse(JSON.stringify(data)) as object).join('\n');
};

describe('the section', () => {
  test('of scaling counts arithmetic beside time', async () => {
    const text = await rendered('scaling');
    const megaflops = flopsOf(definitionOf('LSTM:1x512,B=32,T=64') ?? { kind: 'xor', hidden: 0 }) / 1e6;
    expect(text).toContain(`| 512 | 100,000 | ${megaflops.toPrecision(3)} |`);
    expect(text).toMatch(/\| T, steps of a window \|/);
  });

  test('of endurance holds the last tenth against the first', async () => {
    const text = await rendered('endurance');
    expect(text).toContain('the last tenth takes 1.09 times as long as the first');
    expect(text).toContain('within 5 % of the first: **missed**');
    expect(text).toContain('| 250,000 | 10 |');
    expect(text).toContain('runs at 1.00 of its speed');
  });

  test('of products has shares of the product of the same process', async () => {
    const text = await rendered('products');
    expect(text).toContain('| S3 | 40.0 | 50.0 | 80 % |');
    expect(text).toContain('S3 at 80 % of the product: met');
  });

  test('of starts has medians and memory', async () => {
    const text = await rendered('start');
    expect(text).toMatch(/11 fresh processes: median [\d.]+ ms/);
    const least = /least ([\d.]+)/.exec(text)?.[1];
    expect(Number(least)).toBeGreaterThan(5);
    expect(text).toContain('S2 under 130 MB: **missed**');
    expect(text).toContain('S4 under 600 MB: met');
  });
});

describe('a laboratory', () => {
  test('remembers the least share of a processor', async () => {
    const lab = fakeLaboratory();
    expect(lab.cpuShare()).toBe(1);
    await lab.perform({ action: 'measure', case: 'S1' });
    expect(lab.cpuShare()).toBe(0.9);
  });

  test('leaves out the Nodes that are not there', async () => {
    const reached = await fakeLaboratory().turns([
      { case: 'S1', node: '3' },
      { case: 'S1', wide: true },
    ]);
    expect(reached).toEqual([
      { case: 'S1', wide: true, rates: [20, 20], variantUsed: 'relaxed', runtime: 'Node 24' },
    ]);
  });
});

describe('the command', () => {
  const flags = { rounds: 1, seconds: 1, limit: 9, pin: false };

  async function results(names: readonly string[], more: { readonly render?: boolean } = {}) {
    const lines: string[] = [];
    const done: string[] = [];
    const output = { out: (line: string) => lines.push(line), error: () => {} };
    const sections = ['red', 'green'].map((name) => ({
      name,
      title: name,
      measure: () => Promise.resolve({ name }),
      render: () => [`${name} it is`],
    }));
    await runResults(names, { ...flags, ...more }, output, {
      ...parts,
      sections,
      laboratory: fakeLaboratory,
      keep: (name) => done.push(`keep ${name}`),
      writeDocument: () => done.push('write'),
    });
    return { lines, done };
  }

  test('measures the sections it is given, keeps them and writes the document', async () => {
    expect(await results(['green'])).toEqual({ lines: ['green it is'], done: ['keep green', 'write'] });
    expect((await results([])).done).toEqual(['keep red', 'write', 'keep green', 'write']);
  });

  test('writes the document from what was kept with --render', async () => {
    expect((await results([], { render: true })).done).toEqual(['write']);
  });

  test('names the sections when there is no such one', async () => {
    await expect(results(['blue'])).rejects.toThrow('there is no section blue; there are red, green.');
  });
});
