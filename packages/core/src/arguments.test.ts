import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import {
  describe,
  isInRange,
  type OptionNames,
  requireOptions,
  requireRandom,
  requireRange,
  SIZE,
} from './arguments.js';
import { ArgumentError } from './errors.js';
import { seeded } from './random/seeded.js';

suite('a range', () => {
  test('takes the numbers between its bounds and nothing else', () => {
    fc.assert(
      fc.property(
        fc.double(),
        fc.integer({ min: -5, max: 0 }),
        fc.integer({ min: 1, max: 5 }),
        (x, least, most) => {
          expect(isInRange(x, { least, most })).toBe(Number.isFinite(x) && x >= least && x <= most);
          expect(isInRange(x, { above: least, below: most })).toBe(
            Number.isFinite(x) && x > least && x < most,
          );
        },
      ),
    );
  });

  test('takes infinity only if it is its upper bound', () => {
    expect(isInRange(Number.POSITIVE_INFINITY, { least: 0 })).toBe(false);
    expect(isInRange(Number.POSITIVE_INFINITY, { least: 0, most: Number.POSITIVE_INFINITY })).toBe(true);
    expect(isInRange(Number.NEGATIVE_INFINITY, { most: Number.POSITIVE_INFINITY })).toBe(false);
  });

  test('takes no value but a number', () => {
    for (const value of ['1', null, undefined, true, 1n, [1], {}]) expect(isInRange(value, {})).toBe(false);
  });

  test('is named with the argument and its value', () => {
    expect(() => requireRange('Linear', 'the output size', 1.5, SIZE)).toThrow(
      new ArgumentError('Linear', 'the output size is 1.5; it must be a whole number of at least 1.'),
    );
    expect(() => requireRange('f', 'p', '0.5', { least: 0, below: 1 })).toThrow(
      "f: p is '0.5'; it must be a finite number of at least 0 and less than 1.",
    );
  });
});

suite('options', () => {
  interface Options {
    readonly bias?: boolean;
    readonly gain: number;
  }
  const names: OptionNames<Options> = { bias: true, gain: true };

  test('may be left out or have any of the known names', () => {
    expect(() => requireOptions<Options>('f', undefined, names)).not.toThrow();
    expect(() => requireOptions<Options>('f', { gain: 1, bias: true }, names)).not.toThrow();
  });

  test('of an unknown name are refused with the names that exist', () => {
    const options = { gain: 1, bais: true };
    expect(() => requireOptions<Options>('f', options, names)).toThrow(
      new ArgumentError('f', "there is no option 'bais'; the options are bias, gain."),
    );
  });

  test('must be an object', () => {
    for (const options of [1, 'gain', [1], null]) {
      expect(() => requireOptions('f', options as object, {})).toThrow('they must be an object.');
    }
  });
});

test('a generator of random numbers is told from everything else', () => {
  expect(() => requireRandom('f', seeded(1))).not.toThrow();
  for (const random of [undefined, null, 5, Math.random, {}]) {
    expect(() => requireRandom('f', random)).toThrow('such as { random: seeded(1) }');
  }
});

test('names of classes have the article with which they are spoken', () => {
  class LSTM {
    readonly h = 1;
  }
  class GRU {
    readonly h = 1;
  }
  class IndRNN {
    readonly h = 1;
  }
  const values = [new LSTM(), new GRU(), new IndRNN(), new Uint8Array(), new Int8Array(), new Set()];
  expect(values.map(describe)).toEqual([
    'an LSTM',
    'a GRU',
    'an IndRNN',
    'a Uint8Array',
    'an Int8Array',
    'a Set',
  ]);
});

test('values read briefly in messages, whatever they are', () => {
  expect(describe('x'.repeat(1e6)).length).toBeLessThan(80);
  expect(
    [NaN, undefined, null, [1], {}, new Map(), new Float32Array(), Math.random, 1n].map(describe),
  ).toEqual([
    'NaN',
    'undefined',
    'null',
    'an array',
    'an object',
    'a Map',
    'a Float32Array',
    'the function random',
    '1n',
  ]);
});
