import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ArgumentError } from './errors.js';
import { eventRecord, fileVersionRecord, histogram, scalar, text } from './event.js';
import { histogramOf } from './histogram.js';
import { record } from './record.js';
import { HISTOGRAMS, recordedCase, SCALARS, TEXTS, timeOf } from './testing/recorded-case.js';

interface Recording {
  readonly version: number;
  readonly tags: Readonly<
    Record<
      string,
      { readonly plugin: string; readonly events: readonly (readonly [number, number, unknown])[] }
    >
  >;
}

/** What TensorBoard reads from the recorded case; `recording/record.py` wrote it. */
const read = JSON.parse(
  readFileSync(new URL('../recording/read.json', import.meta.url), 'utf8'),
) as Recording;

const hex = (bytes: Uint8Array): string =>
  (
    Buffer.from(bytes)
      .toString('hex')
      .match(/.{1,100}/g) ?? []
  )
    .map((line) => `${line}\n`)
    .join('');

describe('an event file', () => {
  test('has the bytes that TensorBoard has read', async () => {
    await expect(hex(recordedCase())).toMatchFileSnapshot('../recording/events.hex');
    expect(read.version).toBe(2);
    const tags = [SCALARS, TEXTS, HISTOGRAMS].flatMap((each) => Object.keys(each));
    expect(Object.keys(read.tags).toSorted()).toEqual(tags.toSorted());
  });

  test('has the scalars, steps and times that were given', () => {
    let events = 1;
    for (const [tag, values] of Object.entries(SCALARS)) {
      expect(read.tags[tag]).toEqual({
        plugin: 'scalars',
        events: values.map(([step, value]) => [step, timeOf(events++), recorded(Math.fround(value))]),
      });
    }
  });

  test('has the texts', () => {
    for (const [tag, markdown] of Object.entries(TEXTS)) {
      expect(read.tags[tag]).toMatchObject({ plugin: 'text', events: [[3, expect.any(Number), [markdown]]] });
    }
  });

  test('has the numbers of the histograms in buckets from the least to the largest', () => {
    for (const [tag, numbers] of Object.entries(HISTOGRAMS)) {
      const finite = numbers.filter(Number.isFinite);
      const found = read.tags[tag];
      expect(found?.plugin).toBe('histograms');
      const buckets = found?.events[0]?.[2] as [number, number, number][];
      expect(buckets.at(-1)?.[1]).toBe(Math.max(...finite));
      for (const [i, [left, right, count]] of buckets.entries()) {
        expect(left).toBe(i === 0 ? Math.min(...finite) : buckets[i - 1]?.[1]);
        const last = i === buckets.length - 1;
        const within = finite.filter((x) => x >= left && (last ? x <= right : x < right));
        expect(count).toBe(within.length);
      }
    }
  });
});

/** A number as the recording has it. */
const recorded = (value: number): unknown =>
  Number.isNaN(value) ? 'nan' : Number.isFinite(value) ? value : value > 0 ? 'inf' : '-inf';

test('a record is framed by its length and masked CRC-32C', () => {
  // RFC 3720, B.4: the CRC-32C of 32 bytes of zeros is 8a9136aa.
  const framed = record(new Uint8Array(32));
  const view = new DataView(framed.buffer);
  const masked = (((0x8a9136aa >>> 15) | (0x8a9136aa << 17)) + 0xa282ead8) >>> 0;
  expect(framed).toHaveLength(48);
  expect(view.getBigUint64(0, true)).toBe(32n);
  expect(view.getUint32(44, true)).toBe(masked);
});

describe('a histogram', () => {
  test('counts every finite number once, the largest too', () => {
    const numbers = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 10);
    const found = histogramOf(numbers);
    expect(found?.counts.reduce((sum, count) => sum + count, 0)).toBe(1000);
    expect(found).toMatchObject({ count: 1000, least: Math.min(...numbers), most: Math.max(...numbers) });
    expect(found?.sum).toBeCloseTo(
      numbers.reduce((sum, x) => sum + x, 0),
      9,
    );
    expect(found?.sumOfSquares).toBeCloseTo(
      numbers.reduce((sum, x) => sum + x * x, 0),
      6,
    );
  });

  test('of numbers that are equal, or too close or too far apart for buckets, has one', () => {
    for (const numbers of [
      [3],
      [3, 3],
      [1, 1 + Number.EPSILON],
      [-Number.MAX_VALUE, Number.MAX_VALUE],
      [0, 5e-324],
    ]) {
      expect(histogramOf(numbers)?.counts).toEqual([numbers.length]);
    }
  });

  test('of no finite number is none', () => {
    expect(histogramOf([])).toBeUndefined();
    expect(histogram('a', [Number.NaN, Number.POSITIVE_INFINITY])).toBeUndefined();
  });
});

test('what cannot be written is refused', () => {
  const untyped = (value: unknown): never => value as never;
  for (const tag of ['', undefined, 5, null]) {
    for (const write of [
      () => scalar(untyped(tag), 1),
      () => histogram(untyped(tag), [1]),
      () => text(untyped(tag), 'a'),
    ])
      expect(write).toThrow(ArgumentError);
  }
  expect(() => scalar('a', untyped('1'))).toThrow('scalar: the value of "a" is "1"; it must be a number.');
  expect(() => histogram('a', untyped(5))).toThrow(ArgumentError);
  for (const numbers of [['1', '2'], [1n], new BigInt64Array(2), new DataView(new ArrayBuffer(8))])
    expect(() => histogram('a', untyped(numbers))).toThrow(
      'they must be an array or a typed array of numbers.',
    );
  expect(() => text('a', untyped(5))).toThrow(ArgumentError);
  for (const time of [undefined, null, 5])
    expect(() => eventRecord(untyped(time), [])).toThrow('it must be a number of seconds since 1970');
  for (const summaries of [undefined, {}, scalar('a', 1)])
    expect(() => eventRecord({ step: 1, wallTime: 1 }, untyped(summaries))).toThrow('the summaries are');
  for (const summary of [undefined, null, {}, { bytes: 'a' }])
    expect(() => eventRecord({ step: 1, wallTime: 1 }, [untyped(summary)])).toThrow('a summary is');
  for (const step of [0.5, Number.NaN, '1', undefined])
    expect(() => eventRecord({ step: untyped(step), wallTime: 1 }, [])).toThrow('it must be a whole number');
  for (const wallTime of [Number.NaN, Number.POSITIVE_INFINITY, '1', undefined]) {
    expect(() => eventRecord({ step: 1, wallTime: untyped(wallTime) }, [])).toThrow('seconds since 1970');
    expect(() => fileVersionRecord(untyped(wallTime))).toThrow('seconds since 1970');
  }
});
