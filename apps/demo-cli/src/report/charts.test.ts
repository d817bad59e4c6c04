import { describe, expect, test } from 'vitest';
import { lagChart, lossChart, numberChart, saturationChart } from './charts.js';
import type { CurvePoint } from './curve.js';
import type { RunRecord } from './run-record.js';
import { svgOf } from './svg.js';

const point = (step: number, bitsPerCharacter: number): CurvePoint => ({
  step,
  bitsPerCharacter,
  characters: step,
  seconds: step,
  learningRate: 0.01,
  gradientNorm: 4,
  charactersPerSecond: 1000,
});

const record = (curve: readonly CurvePoint[], more: Partial<RunRecord> = {}): RunRecord => ({
  data: undefined,
  model: undefined,
  settings: { clip: 5 },
  validations: [],
  glimpses: [],
  sample: undefined,
  summary: undefined,
  notices: [],
  curve,
  ...more,
});

describe('the chart of the loss', () => {
  const curve = Array.from({ length: 50 }, (_, i) => point(10 * (i + 1), 2 + 4 / (i + 1)));

  test('names the last values of both lines at their ends', () => {
    const validations = [
      { step: 250, bitsPerCharacter: 2.75 },
      { step: 500, bitsPerCharacter: 2.5 },
    ];
    const svg = svgOf(lossChart(record(curve, { validations }), undefined, 960));
    expect(svg).toContain('>held out 2.500<');
    expect(svg).toMatch(/>training 2\.08\d</);
    expect(svg).toContain('over 500 updates');
  });

  test('does not end with the loss of a single update', () => {
    const svg = svgOf(lossChart(record([...curve, point(501, 0.5)]), undefined, 960));
    expect(svg).toMatch(/>training 2\.0[3-8]\d</); // one update among the 41 of the last five points
  });

  test('keeps labels of values that are close apart', () => {
    const validations = [{ step: 500, bitsPerCharacter: 2.085 }];
    const svg = svgOf(lossChart(record(curve, { validations }), undefined, 960));
    const heights = [...svg.matchAll(/translate\([\d.]+,([\d.]+)\)"[^>]*>(?:held out|training)/g)].map(
      ([, y]) => Number(y),
    );
    expect(heights).toHaveLength(2);
    expect(Math.abs((heights[0] ?? 0) - (heights[1] ?? 0))).toBeGreaterThan(14);
  });

  test('has a line for the n-grams, which is in its range', () => {
    const reference = { order: 5, bitsPerCharacter: 1.3, characters: 1000 };
    const svg = svgOf(lossChart(record(curve), reference, 960));
    expect(svg).toContain('>5-grams 1.300<');
    expect(svg).toContain('For comparison: 5-grams 1.300.');
    const [, height] = /translate\([\d.]+,([\d.]+)\)"[^>]*>5-grams/.exec(svg) ?? [];
    expect(Number(height)).toBeLessThan(360 - 40);
  });

  test('is drawn of one point, and of losses that are no numbers', () => {
    expect(svgOf(lossChart(record([point(1, 3)]), undefined, 358))).toContain('<svg');
    const broken = svgOf(lossChart(record([point(1, 3), point(2, Number.NaN)]), undefined, 358));
    expect(broken).not.toMatch(/NaN/);
  });
});

test('the norm of the gradient is shown beside the norm it is clipped to', () => {
  const curve = [point(1, 3), point(2, 3), point(3, 3)];
  expect(svgOf(numberChart(record(curve), 'gradientNorm', 304))).toContain('clipped to 5');
  expect(svgOf(numberChart(record(curve, { settings: { clip: 100 } }), 'gradientNorm', 304))).not.toContain(
    'clipped',
  );
});

test('the bars of the gradient are filled within the window and hatched beyond it', () => {
  const norms = Array.from({ length: 30 }, (_, i) => 0.5 ** i);
  const svg = svgOf(lagChart({ norms, window: 12, places: 1 }, 960));
  expect(svg.match(/<rect[^>]*url\(#hatch\)/g)).toHaveLength(18);
  expect(svg.match(/<rect[^>]*var\(--soft\)/g)).toHaveLength(12);
  expect(svg).toContain('1 at lag 1');
});

test('the chart of saturation has a point for each unit of the gate, told in words, too', () => {
  const gates = [
    { layer: 1, gate: 'forget', open: [0.9, 0.1], closed: [0, 0.8] },
    { layer: 1, gate: 'input', open: [0, 0], closed: [0, 0] },
  ];
  const svg = svgOf(saturationChart(gates, 'forget', 304));
  expect(svg.match(/<circle/g)).toHaveLength(2);
  expect(svg).toContain('50 % are open more than half of the time, 50 % closed');
});

test('what is written in a chart is text, not markup', () => {
  const chart = { ...lossChart(record([point(1, 3)]), undefined, 358), description: 'a <b> & "c"' };
  expect(svgOf(chart)).toContain('aria-label="a &lt;b&gt; &amp; &quot;c&quot;"');
});
