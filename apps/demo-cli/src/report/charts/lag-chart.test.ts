import { expect, test } from 'vitest';
import { svgOf } from '../svg.js';
import { lagChart } from './lag-chart.js';

test('the bars of the gradient are filled within the window and hatched beyond it', () => {
  const norms = Array.from({ length: 30 }, (_, i) => 0.5 ** i);
  const svg = svgOf(lagChart({ norms, window: 12, places: 1 }, 960));
  expect(svg.match(/<rect[^>]*url\(#hatch\)/g)).toHaveLength(18);
  expect(svg.match(/<rect[^>]*var\(--soft\)/g)).toHaveLength(12);
  expect(svg).toContain('1 at lag 1');
});
