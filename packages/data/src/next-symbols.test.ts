import { describe, expect, test } from 'vitest';
import { batches } from './batches.js';
import { nextSymbols } from './next-symbols.js';
import { testRandom } from './testing/test-random.js';

const sequences = [Int32Array.of(3, 1, 4), Int32Array.of(), Int32Array.of(5, 9)];
const BOUNDARY = 7;

/** What is read in lane `b`, and what is expected there. */
function laneOf({ inputs, targets, lengths }: ReturnType<typeof nextSymbols>, b: number) {
  const B = lengths.length;
  const column = ({ data }: { readonly data: Int32Array }) => Array.from(data).filter((_, i) => i % B === b);
  return { inputs: column(inputs), targets: column(targets) };
}

describe('nextSymbols', () => {
  const window = nextSymbols(sequences, [0, 1, 2], BOUNDARY);

  test('begins each lane with the boundary, expects it at the end, and ignores what lies behind', () => {
    expect(laneOf(window, 0)).toEqual({ inputs: [7, 3, 1, 4], targets: [3, 1, 4, 7] });
    expect(laneOf(window, 1)).toEqual({ inputs: [7, 0, 0, 0], targets: [7, -1, -1, -1] });
    expect(laneOf(window, 2)).toEqual({ inputs: [7, 5, 9, 0], targets: [5, 9, 7, -1] });
  });

  test('counts the targets that are not ignored, in all and by lane', () => {
    expect(window.lengths).toEqual(Int32Array.of(4, 1, 3));
    expect(window.count).toBe(8);
    expect(window.targets.data.filter((id) => id !== -1)).toHaveLength(8);
    expect(window.inputs.shape).toEqual([4, 3]);
    expect(window.targets.shape).toEqual([4, 3]);
  });

  test('shows every sequence once in an epoch of batches', () => {
    const all = Array.from({ length: 10 }, (_, i) => Array.from({ length: i % 4 }, () => i));
    const seen: number[][] = [];
    for (const batch of batches(10, { size: 3, random: testRandom(1) })) {
      const shown = nextSymbols(all, batch, BOUNDARY);
      for (const [b, length] of shown.lengths.entries()) seen.push(laneOf(shown, b).inputs.slice(1, length));
    }
    expect(seen.map(String).toSorted()).toEqual(all.map(String).toSorted());
  });

  test('takes as many sequences as there are', () => {
    const many = Array.from({ length: 130_000 }, () => [1]);
    const { inputs, targets, count } = nextSymbols(many, [...many.keys()], BOUNDARY);
    expect([inputs.shape, targets.shape, count]).toEqual([[2, 130_000], [2, 130_000], 260_000]);
  });

  test('refuses a boundary that is no id, sequences that are not there, and batches of none', () => {
    expect(() => nextSymbols(sequences, [0], -1)).toThrow('nextSymbols: the id -1 at position 0');
    expect(() => nextSymbols(sequences, [4], BOUNDARY)).toThrow('nextSymbols: sequence 4 was asked for');
    expect(() => nextSymbols(sequences, [], BOUNDARY)).toThrow('nextSymbols: no sequence of 3');
  });
});
