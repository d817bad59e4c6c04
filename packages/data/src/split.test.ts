import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArgumentError } from './errors.js';
import { split } from './split.js';

const counting = (symbols: number) => Int32Array.from({ length: symbols }, (_, i) => i);

test('a split keeps the end of the text for validation', () => {
  const { training, validation } = split(counting(10), { validation: 0.2 });
  expect(training).toEqual(Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7));
  expect(validation).toEqual(Int32Array.of(8, 9));
});

test('the parts of a split are the text again', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 500 }),
      fc.double({ min: 0.1, max: 0.9, noNaN: true }),
      (symbols, share) => {
        const { training, validation } = split(counting(symbols), { validation: share });
        expect([...training, ...validation]).toEqual([...counting(symbols)]);
        expect(Math.abs(validation.length - symbols * share)).toBeLessThanOrEqual(0.5);
      },
    ),
  );
});

test('a split that would leave a part empty is refused', () => {
  for (const validation of [0, 1, -0.1, 1.1, Number.NaN, 0.001]) {
    expect(() => split(counting(10), { validation })).toThrow(ArgumentError);
  }
  expect(() => split(counting(0), { validation: 0.5 })).toThrow(ArgumentError);
  expect(() => split(counting(10), { validation: 10 })).toThrowErrorMatchingInlineSnapshot(
    `[ArgumentError: split: a validation share of 10 of 10 symbols leaves a part without symbols; give a share between 0 and 1, such as 0.1, and a text long enough for both parts.]`,
  );
});
