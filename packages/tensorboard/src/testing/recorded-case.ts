import { eventRecord, fileVersionRecord, histogram, scalar, text } from '../event.js';

/** The scalars of the recorded case, by tag: steps and values. */
export const SCALARS: Readonly<Record<string, readonly (readonly [step: number, value: number])[]>> = {
  'loss/training': [
    [0, 4.25],
    [1, 0.1],
    [2, 1e-30],
    [2 ** 40, -3],
  ],
  'loss/diverging': [
    [0, Number.NaN],
    [1, Number.POSITIVE_INFINITY],
    [2, Number.NEGATIVE_INFINITY],
  ],
  'größe/鯨🐳': [[7, 5]],
};

/** The texts of the recorded case, by tag. */
export const TEXTS: Readonly<Record<string, string>> = {
  sample: '# Call me *Ishmael*\n\n鯨🐳 | \u0000 | "quoted"',
  empty: '',
};

/**
 * The numbers of the histograms of the recorded case, by tag. All limits of buckets are numbers of
 * single precision, in which TensorBoard holds them.
 */
export const HISTOGRAMS: Readonly<Record<string, readonly number[]>> = {
  'weights/uniform': Array.from({ length: 481 }, (_, i) => i / 8 - 30),
  'weights/equal': [2.5, 2.5, 2.5],
  'weights/broken': [Number.NaN, 1, Number.POSITIVE_INFINITY, 2],
};

/** The times of the events of the recorded case, by their number. */
export const timeOf = (event: number): number => 1_700_000_000.25 + event;

/**
 * Returns the event file of the recorded case: an event for each scalar and text, and one for all
 * histograms.
 */
export function recordedCase(): Uint8Array {
  let events = 1;
  const at = (step: number) => ({ step, wallTime: timeOf(events++) });
  const records = [fileVersionRecord(timeOf(0))];
  for (const [tag, values] of Object.entries(SCALARS)) {
    for (const [step, value] of values) records.push(eventRecord(at(step), [scalar(tag, value)]));
  }
  for (const [tag, markdown] of Object.entries(TEXTS))
    records.push(eventRecord(at(3), [text(tag, markdown)]));
  const histograms = Object.entries(HISTOGRAMS).map(([tag, numbers]) => histogram(tag, numbers));
  records.push(
    eventRecord(
      at(9),
      histograms.filter((summary) => summary !== undefined),
    ),
  );
  return Uint8Array.from(records.flatMap((record) => [...record]));
}
