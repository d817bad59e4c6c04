import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArgumentError, ShapeError } from '../errors.js';
import { seeded } from '../random/seeded.js';
import { drawKept, requireLanesOfAll } from './draw-kept.js';

test('the masks of several processes are that of one, and leave their generators alike', () => {
  const size = fc.integer({ min: 1, max: 6 });
  fc.assert(
    fc.property(size, size, size, fc.array(size, { minLength: 1, maxLength: 4 }), (T, D, seed, shares) => {
      const total = shares.reduce((sum, lanes) => sum + lanes, 0);
      const alone = seeded(seed);
      const whole = drawKept('Dropout', [T, total, D], 0.4, alone);
      let first = 0;
      for (const lanes of shares) {
        const random = seeded(seed);
        const part = drawKept('Dropout', [T, lanes, D], 0.4, random, { first, lanes, total });
        const cut = Array.from({ length: T }, (_, t) => [
          ...whole.subarray((t * total + first) * D, (t * total + first + lanes) * D),
        ]);
        expect([...part]).toEqual(cut.flat());
        expect(random.state()).toEqual(alone.state());
        first += lanes;
      }
    }),
  );
});

test('lanes that are not those of the input, or none of all, are refused', () => {
  const lanes = { first: 2, lanes: 3, total: 5 };
  for (const shape of [[3], [4, 2], []]) {
    expect(() => drawKept('Dropout', shape, 0.5, seeded(1), lanes)).toThrow(ShapeError);
  }
  for (const wrong of [
    { ...lanes, first: 3 },
    { ...lanes, lanes: 6 },
    { ...lanes, total: 0.5 },
    {},
    5,
    null,
  ]) {
    expect(() => requireLanesOfAll('Dropout', wrong)).toThrow(ArgumentError);
  }
  requireLanesOfAll('Dropout', undefined);
  requireLanesOfAll('Dropout', lanes);
});
