import { expect, test } from 'vitest';
import { ArgumentError } from './errors.js';
import { chronologicalSplit, stratifiedSplit } from './splits.js';
import { testRandom } from './testing/test-random.js';

test('the oldest rows train, the latest test, with gaps between', () => {
  expect(chronologicalSplit(100, { validation: 0.2, test: 0.1, gap: 3 })).toEqual({
    training: { start: 0, end: 64 },
    validation: { start: 67, end: 87 },
    test: { start: 90, end: 100 },
  });
  expect(chronologicalSplit(10, { validation: 0.3 })).toEqual({
    training: { start: 0, end: 7 },
    validation: { start: 7, end: 10 },
    test: { start: 10, end: 10 },
  });
});

test('every class has its share in both parts, each sample in one', () => {
  const classes = Array.from({ length: 103 }, (_, i) => (i % 10 < 7 ? 0 : i % 10 < 9 ? 1 : 5));
  const { training, validation } = stratifiedSplit(classes, { validation: 0.2, random: testRandom(1) });
  expect(validation.length).toBe(21);
  expect([...training, ...validation].toSorted((a, b) => a - b)).toEqual(classes.map((_, i) => i));
  for (const one of [0, 1, 5]) {
    const count = (samples: Int32Array) => samples.filter((sample) => classes[sample] === one).length;
    const all = count(training) + count(validation);
    expect(Math.abs(count(validation) - (21 * all) / 103)).toBeLessThan(1);
  }
  const again = stratifiedSplit(classes, { validation: 0.2, random: testRandom(1) });
  expect(again.validation).toEqual(validation);
  const other = stratifiedSplit(classes, { validation: 0.2, random: testRandom(2) });
  expect(other.validation).not.toEqual(validation);
});

test('a part without rows is refused', () => {
  for (const options of [
    { validation: 0 },
    { validation: 1 },
    { validation: 0.5, gap: 6 },
    { validation: 0.1, test: 0.01 },
  ]) {
    expect(() => chronologicalSplit(10, options)).toThrow(ArgumentError);
  }
  for (const validation of [0, 1, Number.NaN, 0.1]) {
    expect(() => stratifiedSplit([0, 1], { validation, random: testRandom(1) })).toThrow(ArgumentError);
  }
  expect(() => stratifiedSplit([0, -1], { validation: 0.5, random: testRandom(1) })).toThrow(ArgumentError);
});
