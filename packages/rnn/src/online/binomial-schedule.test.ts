import { expect, test } from 'vitest';
import { extraSegments, nextKept, reach, repetitions } from './binomial-schedule.js';

/** The segments that the schedule runs forward only, counted. */
function counted(n: number, s: number): number {
  if (n <= 1) return 0;
  const first = nextKept(n, s);
  // With one state kept the segments are run from it again and again.
  if (s === 1) return n - 1 + counted(n - 1, 1);
  return first + counted(n - first, s - 1) + counted(first, s);
}

/** The least possible number, by trying every place. */
function least(most: number, slots: number): number[][] {
  const table: number[][] = [];
  for (let s = 0; s <= slots; s++) {
    const row = [0, 0];
    for (let n = 2; n <= most; n++) {
      let best = s === 0 ? Number.POSITIVE_INFINITY : (n * (n - 1)) / 2;
      const splits = s > 1 ? n : 0;
      for (let first = 1; first < splits; first++) {
        best = Math.min(best, first + (table[s - 1]?.[n - first] ?? 0) + (row[first] ?? 0));
      }
      row.push(best);
    }
    table.push(row);
  }
  return table;
}

test('the schedule runs as few segments again as any can, which is the closed form, for n < 80 and s < 12', () => {
  const table = least(79, 11);
  for (let s = 1; s < 12; s++) {
    for (let n = 1; n < 80; n++) {
      expect([n, s, counted(n, s)]).toEqual([n, s, extraSegments(n, s)]);
      expect([n, s, extraSegments(n, s)]).toEqual([n, s, table[s]?.[n]]);
    }
  }
});

test('the numbers of revolve: C(s + r, s) segments with s states and r repetitions', () => {
  expect(reach(3, 2)).toBe(10);
  expect(reach(10, 3)).toBe(286);
  expect(reach(2, 0)).toBe(1);
  expect(reach(2, -1)).toBe(0);
  expect(repetitions(10, 3)).toBe(2);
  expect(repetitions(11, 3)).toBe(3);
  expect(extraSegments(5, 5)).toBe(4); // all states kept: each segment but the last once
});
