import { describe, expect, test } from 'vitest';
import { comparisonOf, ratioOf } from './comparison.js';
import { comparisonHead, comparisonNotes, comparisonRow } from './comparison-table.js';
import type { Standing } from './match.js';

function standing(name: string, ...rates: number[]): Standing {
  return { name, ready: { version: '1', runtime: 'Node 24', size: 1 }, rates, cpuShare: 0.98 };
}

describe('a ratio', () => {
  test('is the median of those of the rounds, so that a machine that drifts does not decide', () => {
    expect(ratioOf(standing('tbptt', 100, 50, 25), standing('peer', 10, 5, 2.5))).toBe(10);
    expect(ratioOf(standing('tbptt', 100, 100, 100), standing('peer', 10, 50, 20))).toBe(5);
  });

  test('counts rounds that both have run', () => {
    expect(ratioOf(standing('tbptt', 30, 1, 1), standing('peer', 10))).toBe(3);
    expect(ratioOf(undefined, standing('peer', 10))).toBeNaN();
  });
});

describe('a comparison', () => {
  const absent: Standing = {
    name: 'jax-js',
    rates: [],
    cpuShare: 1,
    unable: 'no whole run within the limit of 9 s',
  };
  const torch = {
    ...standing('PyTorch', 10, 20, 20),
    ready: { version: '2', runtime: 'Python 3', size: 1, differs: 'it is something else' },
  };
  const comparison = comparisonOf('S1', 'characters/s', [
    [standing('tbptt', 40, 60, 80), standing('tbptt, wide', 50, 60, 100), torch],
    [standing('tbptt', 100, 90), standing('tbptt, wide', 100, 90), absent],
  ]);

  test('joins the matches of ours against each', () => {
    expect(comparison.ours).toMatchObject({ name: 'tbptt', value: 80, min: 40, max: 100, runs: 5 });
    expect(comparison.wide).toMatchObject({ value: 90 });
    expect(comparison.peers).toEqual([
      {
        name: 'PyTorch',
        version: '2',
        runtime: 'Python 3',
        value: 20,
        min: 10,
        max: 20,
        runs: 3,
        differs: 'it is something else',
        ratio: 4,
        wideRatio: 5,
      },
      { name: 'jax-js', unable: 'no whole run within the limit of 9 s' },
    ]);
    expect(comparison.cpuShare).toBe(0.98);
  });

  test('is a line of a table, with a dash where a peer has no figure', () => {
    expect(comparisonHead(['tbptt, wide'], ['PyTorch'])).toContain('tbptt, wide');
    expect(comparisonRow(comparison, ['tbptt, wide'], ['PyTorch', 'jax-js', 'brain.js'])).toMatch(
      /^S1 +characters\/s +80 +90 +20 \(4\.00x\) +- +-$/,
    );
  });

  test('has the further ways of ours, with their ratios to the peer', () => {
    const { further, peers } = comparisonOf('S2', 'characters/s', [
      [
        standing('tbptt', 40),
        standing('tbptt, BLAS', 60, 90),
        standing('tbptt, processes'),
        standing('PyTorch', 30, 30),
      ],
    ]);
    expect(further).toMatchObject([{ name: 'tbptt, BLAS', value: 75 }]);
    expect(peers).toMatchObject([{ name: 'PyTorch', furtherRatios: { 'tbptt, BLAS': 2.5 } }]);
    const ways = ['tbptt, BLAS', 'tbptt, processes'];
    expect(
      comparisonRow(
        comparisonOf('S2', 'characters/s', [
          [standing('tbptt', 40), standing('tbptt, BLAS', 60), standing('PyTorch', 30)],
        ]),
        ways,
        ['PyTorch'],
      ),
    ).toMatch(/^S2 +characters\/s +40 +60 +- +30 \(1\.33x\)$/);
  });

  test('has a note for each figure that is missing or differs', () => {
    expect(comparisonNotes(comparison)).toEqual([
      'S1, PyTorch: it is something else',
      'S1, jax-js: no whole run within the limit of 9 s',
    ]);
  });
});
