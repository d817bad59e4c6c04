import { describe, expect, test } from 'vitest';
import { pointOf, recordOf } from '../../testing/record-of.js';
import { svgOf } from '../svg.js';
import { lossChart } from './loss-chart.js';

describe('the chart of the loss', () => {
  const curve = Array.from({ length: 50 }, (_, i) => pointOf(10 * (i + 1), 2 + 4 / (i + 1)));

  test('names the last values of both lines at their ends', () => {
    const validations = [
      { step: 250, bitsPerCharacter: 2.75 },
      { step: 500, bitsPerCharacter: 2.5 },
    ];
    const svg = svgOf(lossChart(recordOf(curve, { validations }), undefined, 960));
    expect(svg).toContain('>held out 2.500<');
    expect(svg).toMatch(/>training 2\.08\d</);
    expect(svg).toContain('over 500 updates');
  });

  test('does not end with the loss of a single update', () => {
    const svg = svgOf(lossChart(recordOf([...curve, pointOf(501, 0.5)]), undefined, 960));
    expect(svg).toMatch(/>training 2\.0[3-8]\d</); // one update among the 41 of the last five points
  });

  test('keeps labels of values that are close apart', () => {
    const validations = [{ step: 500, bitsPerCharacter: 2.085 }];
    const svg = svgOf(lossChart(recordOf(curve, { validations }), undefined, 960));
    const heights = [...svg.matchAll(/translate\([\d.]+,([\d.]+)\)"[^>]*>(?:held out|training)/g)].map(
      ([, y]) => Number(y),
    );
    expect(heights).toHaveLength(2);
    expect(Math.abs((heights[0] ?? 0) - (heights[1] ?? 0))).toBeGreaterThan(14);
  });

  test('has a line for the n-grams, which is in its range', () => {
    const reference = { order: 5, bitsPerCharacter: 1.3, characters: 1000 };
    const svg = svgOf(lossChart(recordOf(curve), reference, 960));
    expect(svg).toContain('>5-grams 1.300<');
    expect(svg).toContain('For comparison: 5-grams 1.300.');
    const [, height] = /translate\([\d.]+,([\d.]+)\)"[^>]*>5-grams/.exec(svg) ?? [];
    expect(Number(height)).toBeLessThan(360 - 40);
  });

  test('is drawn of one point, and of losses that are no numbers', () => {
    expect(svgOf(lossChart(recordOf([pointOf(1, 3)]), undefined, 358))).toContain('<svg');
    const broken = svgOf(lossChart(recordOf([pointOf(1, 3), pointOf(2, Number.NaN)]), undefined, 358));
    expect(broken).not.toMatch(/NaN/);
  });
});
