import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance } from './edit-distance.js';

const codesOf = (text: string): readonly number[] => Array.from(text, (c) => c.charCodeAt(0));
const list = fc.array(fc.nat(3), { maxLength: 7 });

test('kitten and sitting are three edits apart', () => {
  expect(editDistance(codesOf('kitten'), codesOf('sitting'))).toBe(3);
});

test('a distance is zero for equal lists only, the same from both sides, and obeys the triangle', () => {
  fc.assert(
    fc.property(list, list, list, (a, b, c) => {
      const ab = editDistance(a, b);
      expect(ab === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
      expect(editDistance(b, a)).toBe(ab);
      expect(ab).toBeLessThanOrEqual(editDistance(a, c) + editDistance(c, b));
    }),
  );
});
