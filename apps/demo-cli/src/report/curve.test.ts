import { expect, test } from 'vitest';
import { Curve, type CurvePoint } from './curve.js';

const update = (step: number): CurvePoint => ({
  step,
  characters: 10 * step,
  seconds: step / 2,
  bitsPerCharacter: step,
  learningRate: 1 / step,
  gradientNorm: 2 * step,
  charactersPerSecond: 20,
});

test('a short history is kept as it is', () => {
  const curve = new Curve(8);
  for (let step = 1; step <= 7; step++) curve.add(update(step));
  expect(curve.points()).toEqual([1, 2, 3, 4, 5, 6, 7].map(update));
});

test('a long history has few points, which are means of all updates in their order', () => {
  const curve = new Curve(8);
  for (let step = 1; step <= 1000; step++) curve.add(update(step));
  const points = curve.points();
  expect(points.length).toBeLessThanOrEqual(8);
  expect(points.length).toBeGreaterThan(3);
  expect(points.at(-1)?.step).toBe(1000);
  let before = 0;
  for (const { step, characters, bitsPerCharacter, gradientNorm } of points) {
    expect(characters).toBe(10 * step);
    expect(bitsPerCharacter).toBeCloseTo((before + 1 + step) / 2, 9); // the mean of before + 1 ... step
    expect(gradientNorm).toBeCloseTo(before + 1 + step, 9);
    before = step;
  }
});

test('fewer points can be asked for', () => {
  const curve = new Curve(100);
  for (let step = 1; step <= 99; step++) curve.add(update(step));
  const points = curve.points(10);
  expect(points).toHaveLength(10);
  expect(points[0]).toMatchObject({ step: 10, bitsPerCharacter: 5.5 });
  expect(points.at(-1)).toMatchObject({ step: 99, bitsPerCharacter: 95 });
});
