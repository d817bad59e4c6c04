import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe } from './describe.js';
import { ArgumentError } from './errors.js';
import { histogramOf } from './histogram.js';
import { record } from './record.js';

/** A number, a histogram or a text under a tag, encoded as TensorBoard's `Summary.Value`. */
export interface Summary {
  /** The encoded message. */
  readonly bytes: Uint8Array;
}

/** The version of the format that every event file begins with. */
const FILE_VERSION = 'brain.Event:2';

/**
 * Returns a number under a tag. NaN and infinities are kept, and TensorBoard marks them.
 *
 * @throws ArgumentError if the tag is not a string or is empty, or if the value is not a number.
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
 * are left out. Returns undefined if no number is finite.
 *
 * @throws ArgumentError if the tag is not a string or is empty, or if the numbers are not an array
 * or a typed array of numbers.
 */
export function histogram(tag: string, numbers: ArrayLike<number>): Summary | undefined {
  requireTag('histogram', tag);
  if (!isNumbers(numbers)) {
    throw new ArgumentError(
      'histogram',
      `the numbers of ${JSON.stringify(tag)} are ${describe(numbers)}; they must be an array or a typed array of numbers.`,
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
 * @throws ArgumentError if the tag is not a string or is empty, or if the text is not a string.
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

/** The step and the time of an event. */
export interface EventTime {
  /** The number of the update. */
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
}

/**
 * Returns the first record of an event file, which names the version of its format.
 *
 * @throws ArgumentError if the time is not a finite number of seconds.
 */
export function fileVersionRecord(wallTime: number): Uint8Array {
  requireTime('fileVersionRecord', wallTime);
  const writer = new BinaryWriter().tag(1, WireType.Bit64).double(wallTime);
  return record(writer.tag(3, WireType.LengthDelimited).string(FILE_VERSION).finish());
}

/**
 * Returns a record of an event file: the summaries of a step.
 *
 * @throws ArgumentError if the step is not a whole number, if the time is not a finite number of
 * seconds, or if a summary is not one of `scalar`, `histogram` or `text`.
 */
export function eventRecord(time: EventTime, summaries: readonly Summary[]): Uint8Array {
  const { step, wallTime }: Partial<EventTime> = time ?? {};
  requireTime('eventRecord', wallTime);
  requireSummaries('eventRecord', summaries);
  if (step === undefined || !Number.isSafeInteger(step)) {
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

/** Whether a value is an array or a typed array of numbers, not of big integers. */
function isNumbers(value: unknown): value is ArrayLike<number> {
  if (Array.isArray(value)) return value.every((each) => typeof each === 'number');
  if (!ArrayBuffer.isView(value) || !('length' in value)) return false;
  return value.length === 0 || typeof Reflect.get(value, 0) === 'number';
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
    `the tag is ${describe(tag)}; it must be a string that is not empty, such as 'loss/training'.`,
    { tag },
  );
}

function requireTime(operation: string, wallTime: unknown): asserts wallTime is number {
  if (typeof wallTime === 'number' && Number.isFinite(wallTime)) return;
  throw new ArgumentError(
    operation,
    `wallTime is ${describe(wallTime)}; it must be a number of seconds since 1970.`,
    { wallTime },
  );
}

function requireSummaries(operation: string, summaries: unknown): void {
  if (Array.isArray(summaries) && summaries.every(isSummary)) return;
  const given = Array.isArray(summaries)
    ? `a summary is ${describe(summaries.find((each) => !isSummary(each)))}`
    : `the summaries are ${describe(summaries)}`;
  throw new ArgumentError(
    operation,
    `${given}; they must be an array of what scalar, histogram and text return.`,
    { summaries },
  );
}

function isSummary(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array;
}
