import { expect, test } from 'vitest';
import { pointOf, recordOf } from '../../testing/record-of.js';
import { svgOf } from '../svg.js';
import { numberChart } from './number-chart.js';

test('the norm of the gradient is shown beside the norm it is clipped to', () => {
  const curve = [pointOf(1, 3), pointOf(2, 3), pointOf(3, 3)];
  expect(svgOf(numberChart(recordOf(curve), 'gradientNorm', 304))).toContain('clipped to 5');
  expect(svgOf(numberChart(recordOf(curve, { settings: { clip: 100 } }), 'gradientNorm', 304))).not.toContain(
    'clipped',
  );
});
