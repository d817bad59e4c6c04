import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IGNORED } from './arrays.js';
import { ArgumentError } from './errors.js';
import { Lanes } from './lanes.js';

/** Symbols that are all different, so that a pair names its place in the text. */
const counting = (symbols: number) => Int32Array.from({ length: symbols }, (_, i) => i + 1);

/** Any division of any text that has enough symbols for it. */
const anyLanes = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 400 }))
  .map(([lanes, more]) => ({ lanes, symbols: lanes + 1 + more }));

/** The inputs and targets of each lane up to its end, in order of time. */
function readLanes(stream: Lanes, length: number) {
  const lanes = Array.from({ length: stream.lanes }, () => ({
    inputs: [] as number[],
    targets: [] as number[],
  }));
  let count = 0;
  for (let start = 0; start < stream.length; start += length) {
    const window = stream.window(start, length);
    const [steps = 0] = window.inputs.shape;
    expect(window.inputs.shape).toEqual([Math.min(length, stream.length - start), stream.lanes]);
    expect(window.targets.shape).toEqual(window.inputs.shape);
    count += window.count;
    for (let t = 0; t < steps; t++) {
      lanes.forEach((lane, b) => {
        const target = window.targets.data[t * stream.lanes + b] ?? IGNORED;
        const input = window.inputs.data[t * stream.lanes + b] ?? IGNORED;
        if (target === IGNORED) return;
        lane.inputs.push(input);
        lane.targets.push(target);
      });
    }
  }
  return { lanes, count };
}

describe('lanes', () => {
  test('side by side are the text, time-major', () => {
    const { inputs, targets, count } = new Lanes(counting(7), { lanes: 2 }).window(0, 3);
    expect(inputs).toEqual({ shape: [3, 2], data: Int32Array.of(1, 4, 2, 5, 3, 6) });
    expect(targets).toEqual({ shape: [3, 2], data: Int32Array.of(2, 5, 3, 6, 4, 7) });
    expect(count).toBe(6);
  });

  test('that end earlier than others ignore the last target', () => {
    const stream = new Lanes(counting(6), { lanes: 3 });
    const { inputs, targets, count } = stream.window(0, 9);
    expect(stream.length).toBe(2);
    expect(inputs.data).toEqual(Int32Array.of(1, 3, 5, 2, 4, 0));
    expect(targets.data).toEqual(Int32Array.of(2, 4, 6, 3, 5, IGNORED));
    expect(count).toBe(5);
  });

  test('use each pair of the text exactly once and in order, for any text and any number of lanes', () => {
    fc.assert(
      fc.property(anyLanes, fc.integer({ min: 1, max: 50 }), ({ lanes, symbols }, length) => {
        const stream = new Lanes(counting(symbols), { lanes });
        const read = readLanes(stream, length);
        const pairs = Array.from({ length: symbols - 1 }, (_, i) => i + 1);
        expect(read.lanes.flatMap((lane) => lane.inputs)).toEqual(pairs);
        expect(read.lanes.flatMap((lane) => lane.targets)).toEqual(pairs.map((input) => input + 1));
        expect(read.count).toBe(symbols - 1);
      }),
    );
  });

  test('use each pair exactly once for every text, number of lanes and window below 40', () => {
    const wrong: string[] = [];
    for (let symbols = 2; symbols < 40; symbols++) {
      for (let lanes = 1; lanes < symbols; lanes++) {
        const stream = new Lanes(counting(symbols), { lanes });
        for (let length = 1; length < 40; length++) {
          const seen = new Uint8Array(symbols + 1);
          let counted = 0;
          for (let start = 0; start < stream.length; start += length) {
            const { inputs, targets, count } = stream.window(start, length);
            counted += count;
            targets.data.forEach((target, i) => {
              const input = inputs.data[i] ?? 0;
              if (target === IGNORED ? input !== 0 : target !== input + 1) wrong.push(`${symbols} ${lanes}`);
              if (target !== IGNORED) seen[input] = (seen[input] ?? 0) + 1;
            });
          }
          const once = seen.every((times, id) => times === (id >= 1 && id < symbols ? 1 : 0));
          if (!once || counted !== symbols - 1) wrong.push(`${symbols} ${lanes} ${length}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('differ in length by one at most, the longer ones first', () => {
    fc.assert(
      fc.property(anyLanes, ({ lanes, symbols }) => {
        const pairs = symbols - 1;
        const lengths = readLanes(new Lanes(counting(symbols), { lanes }), pairs).lanes.map(
          (lane) => lane.inputs.length,
        );
        const expected = lengths.map((_, b) => Math.floor(pairs / lanes) + (b < pairs % lanes ? 1 : 0));
        expect(lengths).toEqual(expected);
      }),
    );
  });

  test('give in short windows what they give in a long one', () => {
    fc.assert(
      fc.property(anyLanes, fc.integer({ min: 1, max: 50 }), ({ lanes, symbols }, length) => {
        const stream = new Lanes(counting(symbols), { lanes });
        const long = stream.window(0, stream.length);
        const starts = Array.from({ length: Math.ceil(stream.length / length) }, (_, i) => i * length);
        const short = starts.map((start) => stream.window(start, length));
        expect(short.flatMap((window) => [...window.inputs.data])).toEqual([...long.inputs.data]);
        expect(short.flatMap((window) => [...window.targets.data])).toEqual([...long.targets.data]);
      }),
    );
  });

  test('read any array of whole numbers, and copy all but an Int32Array', () => {
    const list = [1, 2, 3, 4, 5];
    const streams = [list, Float64Array.from(list), Uint8Array.from(list)].map(
      (ids) => new Lanes(ids, { lanes: 2 }),
    );
    list.fill(9);
    for (const stream of streams) {
      expect(stream.window(0, 9)).toEqual(new Lanes(counting(5), { lanes: 2 }).window(0, 9));
    }
  });

  test('give each window in arrays of its own', () => {
    const stream = new Lanes(counting(5), { lanes: 1 });
    stream.window(0, 4).inputs.data.fill(9);
    expect(stream.window(0, 4).inputs.data).toEqual(Int32Array.of(1, 2, 3, 4));
  });
});

describe('lanes refuse', () => {
  test('a text without a step for each of them, and say what would do', () => {
    expect(() => new Lanes(counting(50), { lanes: 50 })).toThrow(ArgumentError);
    expect(() => new Lanes(counting(50), { lanes: 50 })).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: Lanes: a text of 50 symbols has 49 pairs of a symbol and the next, too few for 50 lanes; give at least 51 symbols, or ask for at most 49 lanes.]`,
    );
    for (const symbols of [0, 1]) {
      expect(() => new Lanes(counting(symbols), { lanes: 1 })).toThrow('give at least 2 symbols.');
    }
    expect(new Lanes(counting(51), { lanes: 50 }).length).toBe(1);
  });

  test('a number of lanes that is none', () => {
    for (const lanes of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => new Lanes(counting(9), { lanes })).toThrow(ArgumentError);
    }
  });

  test('windows outside of them', () => {
    const stream = new Lanes(counting(9), { lanes: 2 });
    for (const [start, length] of [
      [-1, 1],
      [4, 1],
      [0.5, 1],
      [0, 0],
      [0, -1],
      [0, 1.5],
      [Number.NaN, 1],
    ] as const) {
      expect(() => stream.window(start, length)).toThrow(ArgumentError);
    }
    expect(() => stream.window(4, 2)).toThrowErrorMatchingInlineSnapshot(
      `[ArgumentError: Lanes.window: a window of 2 steps from step 4 was asked of lanes of 4 steps; start must be an integer from 0 to 3, length an integer from 1 up.]`,
    );
  });

  test('ids that are no whole numbers, with their position', () => {
    expect(() => new Lanes(new Float32Array([0, 0.5, 1]), { lanes: 1 })).toThrow(
      'Lanes: the id 0.5 at position 1 stands for no symbol; ids are integers from 0 up',
    );
    expect(() => new Lanes([0, 1, 2 ** 31], { lanes: 1 })).toThrow('at position 2 stands for no symbol');
    expect(() => new Lanes('hello' as never, { lanes: 1 })).toThrow(
      "Lanes: ids is 'hello'; it must be an array of ids, such as Vocabulary.encode returns.",
    );
  });

  test('options that are missing', () => {
    expect(() => Reflect.construct(Lanes, [counting(9)]) as Lanes).toThrow(
      'Lanes: the options are undefined; they must be an object with lanes, group.',
    );
  });

  test('to go on when the buffer of their ids was transferred', () => {
    const ids = counting(9);
    const stream = new Lanes(ids, { lanes: 2 });
    structuredClone(ids, { transfer: [ids.buffer] });
    expect(() => stream.window(0, 2)).toThrow('has 0 elements but had 9 when the lanes were made');
  });

  test('ids below 0, which would be taken for ignored targets', () => {
    expect(() => new Lanes(Int32Array.of(1, 2, IGNORED, 3), { lanes: 1 })).toThrow(ArgumentError);
  });
});

describe('lanes in a group', () => {
  test('of all ranks side by side are those of one process, but for the last pair of the longer ones', () => {
    fc.assert(
      fc.property(anyLanes, fc.integer({ min: 1, max: 5 }), ({ lanes, symbols }, ranks) => {
        const size = Math.min(ranks, lanes);
        const whole = new Lanes(counting(symbols), { lanes });
        const least = Math.floor((symbols - 1) / lanes);
        const parts = Array.from(
          { length: size },
          (_, rank) => new Lanes(counting(symbols), { lanes, group: { rank, size } }),
        );
        const read = parts.flatMap((part) => readLanes(part, 7).lanes);
        const expected = readLanes(whole, 7).lanes.map(({ inputs, targets }) => ({
          inputs: inputs.slice(0, least),
          targets: targets.slice(0, least),
        }));
        expect(read).toEqual(expected);
        let first = 0;
        for (const part of parts) {
          expect(part).toMatchObject({ first, total: lanes, length: least });
          for (let start = 0; start < least; start += 3) {
            expect(part.window(start, 3).count).toBe(Math.min(3, least - start) * part.lanes);
          }
          first += part.lanes;
        }
        expect(first).toBe(lanes);
      }),
    );
  });

  test('that are fewer than ranks, or of no group, are refused', () => {
    const make = (lanes: number, group: unknown) => () => new Lanes(counting(9), { lanes, group } as never);
    expect(make(2, { rank: 0, size: 3 })).toThrow('Lanes: 2 lanes were asked of 3 ranks; each must have');
    expect(make(4, { rank: 3, size: 3 })).toThrow(ArgumentError);
    expect(make(4, 2)).toThrow('Lanes: group is 2; it must have a rank and a size');
  });
});
