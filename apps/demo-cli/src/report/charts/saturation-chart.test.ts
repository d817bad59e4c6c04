import { expect, test } from 'vitest';
import { svgOf } from '../svg.js';
import { saturationChart } from './saturation-chart.js';

test('the chart of saturation has a point for each unit of the gate, told in words, too', () => {
  const gates = [
    { layer: 1, gate: 'forget', open: [0.9, 0.1], closed: [0, 0.8] },
    { layer: 1, gate: 'input', open: [0, 0], closed: [0, 0] },
  ];
  const svg = svgOf(saturationChart(gates, 'forget', 304));
  expect(svg.match(/<circle/g)).toHaveLength(2);
  expect(svg).toContain('50 % are open more than half of the time, 50 % closed');
});
