import { expect, test } from 'vitest';
import { ArgumentError, ShapeError } from './errors.js';
import { gatherRows } from './gather-rows.js';
import { Scaler } from './scaler.js';
import { Series } from './series.js';

const rows = (n: number, columns = 1) => ({
  shape: [n, columns],
  data: Float32Array.from({ length: n * columns }, (_, i) => i),
});

test('each lane reads its rows in order, and each target is a row later', () => {
  const series = new Series(rows(12), { lanes: 2 }); // 11 pairs: the oldest is left out
  expect([series.lanes, series.length, series.pairs]).toEqual([2, 5, 11]);
  const { inputs, targets, count } = series.window(0, 3);
  expect(inputs.shape).toEqual([3, 2, 1]);
  expect([...inputs.data]).toEqual([1, 6, 2, 7, 3, 8]);
  expect([...targets.data]).toEqual([2, 7, 3, 8, 4, 9]);
  expect(count).toBe(6);
  expect(series.window(3, 9).inputs.shape).toEqual([2, 2, 1]);
});

test('targets are other numbers, at any horizon', () => {
  const targets = { shape: [6, 1], data: Float32Array.of(0, 10, 20, 30, 40, 50) };
  const series = new Series(rows(6, 2), { targets, horizon: 2 });
  const window = series.window(0, 4);
  expect([...window.inputs.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect([...window.targets.data]).toEqual([20, 30, 40, 50]);
  expect([...new Series(rows(6, 2), { targets, horizon: 0 }).window(0, 2).targets.data]).toEqual([0, 10]);
});

test('windows start at every multiple of the stride, and are gathered side by side', () => {
  const series = new Series(rows(8), { horizon: 1 });
  expect([...series.starts({ steps: 3, stride: 2 })]).toEqual([0, 2, 4]);
  expect(series.starts({ steps: 8 }).length).toBe(0);
  const { inputs, targets } = series.at([4, 0], 3);
  expect(inputs.shape).toEqual([3, 2, 1]);
  expect([...inputs.data]).toEqual([4, 0, 5, 1, 6, 2]);
  expect([...targets.data]).toEqual([5, 1, 6, 2, 7, 3]);
});

test('arrays are made by the function that is given', () => {
  const series = new Series(rows(4), { tensor: (shape, data) => `${shape.join('x')}: ${data.join(' ')}` });
  expect(series.window(0, 2).inputs).toBe('2x1x1: 0 1');
});

test('what cannot be read is refused', () => {
  expect(() => new Series({ shape: [4], data: new Float32Array(4) })).toThrow(
    new ShapeError('Series', 'the values are [4]; they must have two axes, [N, D].'),
  );
  expect(() => new Series(rows(4), { targets: rows(3) })).toThrow(ShapeError);
  expect(() => new Series(rows(4), { lanes: 4 })).toThrow(
    new ArgumentError(
      'Series',
      '4 rows have 3 targets 1 rows later, too few for 4 lanes; give at least 5 rows.',
    ),
  );
  const series = new Series(rows(4));
  expect(() => series.at([2], 2)).toThrow(ArgumentError);
  expect(() => series.window(3, 1)).toThrow(ArgumentError);
});

test('the lanes of all ranks of a group are those of one process', () => {
  const values = { shape: [23, 2], data: Float32Array.from({ length: 46 }, (_, i) => i) };
  const whole = new Series(values, { lanes: 5 }).window(1, 2);
  const parts = [0, 1, 2].map((rank) => new Series(values, { lanes: 5, group: { rank, size: 3 } }));
  expect(parts.map(({ lanes, first, length }) => [first, lanes, length])).toEqual([
    [0, 1, 4],
    [1, 2, 4],
    [3, 2, 4],
  ]);
  for (const name of ['inputs', 'targets'] as const) {
    const rows = (step: number) =>
      parts.flatMap((part) => {
        const { shape, data } = part.window(1, 2)[name];
        const width = (shape[1] as number) * 2;
        return [...data.subarray(step * width, (step + 1) * width)];
      });
    expect([...rows(0), ...rows(1)]).toEqual([...whole[name].data]);
  }
});

test('where there are too few rows the message says so, and names no range that ends below 0', () => {
  expect(() => new Series(rows(3)).at([0], 5)).toThrow('2 pairs; it must have at most as many steps.');
  const none = { shape: [0, 2], data: new Float32Array(0) };
  expect(() => gatherRows(none, [0])).toThrow('has no row 0; there are no rows.');
  const empty = Scaler.fromJSON({ center: [], scale: [] });
  expect(() => empty.columns([0])).toThrow('there is no column 0; the scaler has none.');
});
