import type { Explanation } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { reportOf, runWith } from '../testing/run-with.js';
import { testHost } from '../testing/test-host.js';

describe('tbptt explain', () => {
  test('shows the four phases and the update, within 80 columns', async () => {
    const { exitCode, host } = await runWith(['explain']);
    expect(exitCode).toBe(0);
    const headings = host.out.lines.filter((line) => /^\S/.test(line)).map((line) => line.split(/[ :]/)[0]);
    expect(headings).toEqual(['Back-propagation', '1.', '2.', '3.', '4.', 'Update']);
    expect(host.out.text).toContain('1 sample through a network of 1 -> 2 sigmoid -> 1 units');
    expect(host.out.lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('reports the same as data', async () => {
    const shape = '--layers 2,3,2 --activation tanh --input 0.5,-1 --target -0.25,0';
    const ran = await runWith(`explain ${shape} --seed 7 --learning-rate 0.5 --json`.split(' '));
    const report = reportOf(ran, 'explain');
    expect(report).toMatchObject({
      seed: 7,
      inputs: [[0.5, -1]],
      layers: [
        { path: 'layers.0', inputs: 2, outputs: 3, activation: 'tanh' },
        { path: 'layers.2', inputs: 3, outputs: 2, activation: 'identity' },
      ],
      update: { learningRate: 0.5 },
    });
    const { forward, loss } = report as Pick<Explanation, 'forward' | 'loss'>;
    const [a = 0, b = 0] = forward[1]?.a[0] ?? [];
    expect(loss.value).toBeCloseTo(((a + 0.25) ** 2 + b ** 2) / 2, 6);
  });

  test('gives the same numbers for the same seed, others for another', async () => {
    const texts = await Promise.all(
      ['3', '3', '4'].map(async (seed) => (await runWith(['explain', '--seed', seed])).host.out.text),
    );
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).not.toBe(texts[0]);
  });

  test('prints headings in bold on a terminal', async () => {
    const { host } = await runWith(['explain'], testHost({ isTTY: true }));
    expect(host.out.text).toContain('\x1b[1mUpdate: W - 0.1 dW and b - 0.1 db\x1b[22m');
  });

  test('explains a single layer without activation', async () => {
    const { host } = await runWith(['explain', '--layers', '2,1']);
    expect(host.out.text).toContain('through a network of 2 -> 1 units');
  });
});
