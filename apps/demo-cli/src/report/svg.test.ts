import { expect, test } from 'vitest';
import { pointOf, recordOf } from '../testing/record-of.js';
import { lossChart } from './charts/loss-chart.js';
import { svgOf } from './svg.js';

test('what is written in a chart is text, not markup', () => {
  const chart = { ...lossChart(recordOf([pointOf(1, 3)]), undefined, 358), description: 'a <b> & "c"' };
  expect(svgOf(chart)).toContain('aria-label="a &lt;b&gt; &amp; &quot;c&quot;"');
});
