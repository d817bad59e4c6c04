import fc from 'fast-check';
import { expect, test } from 'vitest';
import { greaterHeight } from './strips.js';

test('two neighboring heights suffice for any number of rows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 8 }), (rows, most) => {
      const height = greaterHeight(rows, most);
      const strips = Math.ceil(rows / most);
      expect(height).toBeLessThanOrEqual(most);
      expect([height, height - 1]).toContain(Math.ceil(rows / strips));
      expect([height, height - 1]).toContain(Math.floor(rows / strips));
    }),
  );
});

test('from most (most - 1) rows on, the greater height is the greatest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 8 }), (more, most) => {
      expect(greaterHeight(Math.max(1, most * (most - 1)) + more, most)).toBe(most);
    }),
  );
});
