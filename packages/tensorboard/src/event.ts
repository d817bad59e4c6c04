import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe } from './describe.js';
import { ArgumentError } from './errors.js';
import { histogramOf } from './histogram.js';
import { record } from './record.js';

/** Something that is shown under a tag, as TensorBoard's `Summary.Value` encodes it. */
export interface Summary {
  /** The encoded message. */
  readonly bytes: Uint8Array;
}

/** The version of the format that every event file begins with. */
const FILE_VERSION = 'brain.Event:2';

/**
 * Returns a number under a tag. NaN and infinities are kept, and TensorBoard marks them.
 *
 * @throws ArgumentError if the tag is empty or no text, or the value is no number.
 */
export function scalar(tag: string, value: number): Summary {
  requireTag('scalar', tag);
  if (typeof value !== 'number') {
    throw new ArgumentError(
      'scalar',
      `the value of ${JSON.stringify(tag)} is ${describe(value)}; it must be a number.`,
      { tag, value },
    );
  }
  return summary(tag, (writer) => writer.tag(2, WireType.Bit32).float(value));
}

/**
 * Returns the distribution of numbers under a tag, in 60 buckets of equal width. NaN and infinities
 * are left out. Undefined if no number is finite.
 *
 * @throws ArgumentError if the tag is empty or no text, or the numbers are no list.
 */
export function histogram(tag: string, numbers: ArrayLike<number>): Summary | undefined {
  requireTag('histogram', tag);
  if (!Array.isArray(numbers) && !ArrayBuffer.isView(numbers)) {
    throw new ArgumentError(
      'histogram',
      `the numbers of ${JSON.stringify(tag)} are ${describe(numbers)}; they must be an array or a typed array.`,
      { tag },
    );
  }
  const found = histogramOf(numbers);
  if (found === undefined) return undefined;
  return summary(tag, (writer) => {
    writer.tag(5, WireType.LengthDelimited).fork();
    for (const [i, value] of [
      found.least,
      found.most,
      found.count,
      found.sum,
      found.sumOfSquares,
    ].entries()) {
      writer.tag(i + 1, WireType.Bit64).double(value);
    }
    for (const [field, values] of [
      [6, found.limits],
      [7, found.counts],
    ] as const) {
      writer.tag(field, WireType.LengthDelimited).fork();
      for (const value of values) writer.double(value);
      writer.join();
    }
    writer.join();
  });
}

/**
 * Returns a text under a tag, which TensorBoard shows as Markdown.
 *
 * @throws ArgumentError if the tag is empty or no text, or the text is none.
 */
export function text(tag: string, markdown: string): Summary {
  requireTag('text', tag);
  if (typeof markdown !== 'string') {
    throw new ArgumentError(
      'text',
      `the text of ${JSON.stringify(tag)} is ${describe(markdown)}; it must be a string.`,
      { tag },
    );
  }
  return summary(tag, (writer) => {
    // A tensor of one string, under the name of the part of TensorBoard that shows texts.
    writer.tag(9, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string('text').join();
    writer.tag(4, WireType.Varint).int32(2).join();
    writer.tag(8, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).int32(7);
    writer.tag(2, WireType.LengthDelimited).fork();
    writer.tag(2, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int64(1).join();
    writer.join();
    writer.tag(8, WireType.LengthDelimited).string(markdown).join();
  });
}

/** When something was seen. */
export interface EventTime {
  /** The number of the update. */
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
}

/**
 * Returns the first record of an event file, which says that it is one.
 *
 * @throws ArgumentError if the time is no finite number of seconds.
 */
export function fileVersionRecord(wallTime: number): Uint8Array {
  requireTime('fileVersionRecord', wallTime);
  const writer = new BinaryWriter().tag(1, WireType.Bit64).double(wallTime);
  return record(writer.tag(3, WireType.LengthDelimited).string(FILE_VERSION).finish());
}

/**
 * Returns a record of an event file: what was seen at a step.
 *
 * @throws ArgumentError if the step is no whole number, or the time no finite number of seconds.
 */
export function eventRecord({ step, wallTime }: EventTime, summaries: readonly Summary[]): Uint8Array {
  requireTime('eventRecord', wallTime);
  if (!Number.isSafeInteger(step)) {
    throw new ArgumentError('eventRecord', `step is ${describe(step)}; it must be a whole number.`, { step });
  }
  const writer = new BinaryWriter()
    .tag(1, WireType.Bit64)
    .double(wallTime)
    .tag(2, WireType.Varint)
    .int64(step);
  writer.tag(5, WireType.LengthDelimited).fork();
  for (const { bytes } of summaries) writer.tag(1, WireType.LengthDelimited).bytes(bytes);
  return record(writer.join().finish());
}

function summary(tag: string, value: (writer: BinaryWriter) => unknown): Summary {
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).string(tag);
  value(writer);
  return { bytes: writer.finish() };
}

function requireTag(operation: string, tag: unknown): void {
  if (typeof tag === 'string' && tag !== '') return;
  throw new ArgumentError(
    operation,
    `the tag is ${describe(tag)}; it must be a text, such as 'loss/training'.`,
    { tag },
  );
}

function requireTime(operation: string, wallTime: unknown): void {
  if (typeof wallTime === 'number' && Number.isFinite(wallTime)) return;
  throw new ArgumentError(
    operation,
    `wallTime is ${describe(wallTime)}; it must be a number of seconds since 1970.`,
    { wallTime },
  );
}
