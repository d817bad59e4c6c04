import { expect, test } from 'vitest';
import { ArgumentError, FormatError, ShapeError } from './errors.js';
import { Scaler } from './scaler.js';

const values = { shape: [5, 3], data: Float32Array.of(1, 10, 7, 2, 20, 7, 3, 30, 7, 4, 40, 7, 100, 50, 7) };

test('columns have mean 0 and deviation 1, lie from 0 to 1, or around their median', () => {
  const standard = Scaler.fit('standard', values);
  expect(standard.center).toEqual([22, 30, 7]);
  expect(standard.scale[1]).toBeCloseTo(Math.sqrt(200), 12);
  expect(standard.scale[2]).toBe(1); // a column of equal numbers
  const { data } = Scaler.fit('minMax', values).transform(values);
  expect([...data].filter((_, i) => i % 3 === 1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  const robust = Scaler.fit('robust', values);
  expect([robust.center, robust.scale]).toEqual([
    [3, 30, 7],
    [2, 20, 1],
  ]);
});

test('quartiles between two numbers are in proportion', () => {
  const { center, scale } = Scaler.fit('robust', { shape: [4, 1], data: Float32Array.of(4, 1, 2, 3) });
  expect([center[0], scale[0]]).toEqual([2.5, 1.5]); // 3.25 - 1.75
});

test('the inverse gives the numbers back, also for some columns and after saving', () => {
  for (const kind of ['standard', 'minMax', 'robust'] as const) {
    const scaler = Scaler.fromJSON(JSON.parse(JSON.stringify(Scaler.fit(kind, values))));
    const back = scaler.inverse(scaler.transform(values));
    expect(back.shape).toEqual([5, 3]);
    values.data.forEach((x, i) => expect(back.data[i]).toBeCloseTo(x, 4));
    const column = { shape: [5, 1], data: Float32Array.of(10, 20, 30, 40, 50) };
    const own = scaler.columns([1]);
    own.inverse(own.transform(column)).data.forEach((x, i) => expect(x).toBeCloseTo(column.data[i] ?? 0, 4));
  }
});

test('what cannot be scaled is refused', () => {
  const gap = { shape: [2, 1], data: Float32Array.of(1, Number.NaN) };
  expect(() => Scaler.fit('standard', gap)).toThrow(
    new ArgumentError(
      'Scaler.fit',
      'the number at position 1 of the values is NaN; numbers must be finite, so fill gaps first.',
    ),
  );
  expect(() => Scaler.fit('standard', { shape: [0, 2], data: new Float32Array(0) })).toThrow(ArgumentError);
  const scaler = Scaler.fit('standard', values);
  expect(() => scaler.transform({ shape: [2, 2], data: new Float32Array(4) })).toThrow(ShapeError);
  expect(() => scaler.columns([3])).toThrow(ArgumentError);
  for (const value of [
    null,
    {},
    { center: [1], scale: [0] },
    { center: [1], scale: [1, 2] },
    { center: ['1'], scale: [1] },
  ]) {
    expect(() => Scaler.fromJSON(value)).toThrow(FormatError);
  }
});
