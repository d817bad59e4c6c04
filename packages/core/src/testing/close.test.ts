import { describe, expect, test } from 'vitest';
import { expectClose, NotCloseError } from './close.js';

describe('expectClose', () => {
  test('accepts numbers within the absolute and the relative tolerance together', () => {
    expect(() => expectClose([1, 100], [1.0009, 100.1], { relative: 1e-3, absolute: 0 })).not.toThrow();
    expect(() => expectClose(1e-7, 0)).not.toThrow();
    expect(() => expectClose(1.25, 1, { relative: 0.125, absolute: 0.125 })).not.toThrow();
  });

  test('takes NaN and infinities to be close to themselves only', () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    expect(() => expectClose(odd, new Float32Array(odd))).not.toThrow();
    for (const value of [...odd, 1]) {
      for (const other of [...odd, 1]) {
        if (Object.is(value, other)) continue;
        expect(() => expectClose(value, other)).toThrow(NotCloseError);
      }
    }
  });

  test('names the index, both numbers, their distance and what is allowed', () => {
    expect(() => expectClose([1, 2, 4], [1, 3, 3], { relative: 0, absolute: 0.5, name: 'dx' })).toThrow(
      'dx[1] is 2, but 3 is expected: 1 apart, where 0.5 is allowed; so are 1 more of 3.',
    );
    expect(() => expectClose(1, 2, { relative: 0, absolute: 0 })).toThrow(
      'the result is 1, but 2 is expected: 1 apart, where 0 is allowed.',
    );
  });

  test('says no distance where there is none', () => {
    expect(() => expectClose(1, Number.POSITIVE_INFINITY)).toThrow(
      'the result is 1, but Infinity is expected.',
    );
  });

  test('counts numbers before it compares them', () => {
    expect(() => expectClose([1], [1, 2], { name: 'y' })).toThrow('y has 1 numbers, but 2 are expected.');
  });

  test('fails as an assertion, with both arrays at hand for the report', () => {
    const failure = { name: 'AssertionError', actual: [1], expected: [2] };
    expect(() => expectClose([1], [2])).toThrow(expect.objectContaining(failure));
  });
});
