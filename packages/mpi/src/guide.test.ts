/** Every example of the guide and of the README, in two ranks. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { launchers, obstacle, runNode } from './testing/mpirun.js';

/** A folder from which every package is found. */
const docs = fileURLToPath(new URL('../../../docs', import.meta.url));

const pages = ['docs/guides/one-core-to-cluster.md', 'packages/mpi/README.md'];
const examples = pages.flatMap((page) => {
  const text = readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ 1: code = '', index }) => ({
    place: `${page}:${text.slice(0, index).split('\n').length + 1}`,
    code,
  }));
});

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(3);
});

const [launcher] = launchers;

describe.skipIf(obstacle)('two ranks', () => {
  test.each(examples)('run $place', async ({ code }) => {
    if (launcher === undefined) throw new Error('there is no launcher');
    const ran = await runNode(launcher, 2, ['--input-type=module', '--eval', code], { cwd: docs });
    expect(ran).toMatchObject({ code: 0, err: '' });
    if (!code.includes('world()')) return;
    const steps = ran.out
      .trim()
      .split('\n')
      .map((line) => Number.parseInt(line, 10));
    expect(steps.length).toBeGreaterThan(1);
    expect(new Set(steps).size).toBe(steps.length); // rank 0 alone speaks
  });
});
