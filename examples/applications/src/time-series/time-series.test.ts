import { expect, test } from 'vitest';
import { smallRun } from '../shared/small-run.js';
import { carbonDioxide, weather } from './problems.js';
import { timeSeries } from './time-series.js';

test('forecasts are better than the season a year before, within intervals that hold most numbers', () => {
  const { value, picture } = smallRun(timeSeries);
  for (const what of ['temperature tomorrow', 'carbon dioxide in 6 months']) {
    expect(value(`${what}, GRU`)).toBeLessThan(value(`${what}, seasonal`));
    expect(value(`${what}, within the interval of 90 %`)).toBeGreaterThan(60);
  }
  expect(picture).toContain('Seattle');
});

test('nothing is known of a day or a month but what has been', () => {
  const [{ known, wanted }, months] = [weather(), carbonDioxide()];
  expect(known.shape).toEqual([1461, 10]);
  // The temperatures of a day are the first columns of each city.
  expect([known.data[0], known.data[4]]).toEqual([wanted.data[0], wanted.data[1]]);
  expect(months.known.data[5]).toBeCloseTo(
    (months.wanted.data[1] as number) - (months.wanted.data[0] as number),
    4,
  );
});
