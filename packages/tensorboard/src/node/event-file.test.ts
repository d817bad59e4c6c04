import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { eventRecord, fileVersionRecord, histogram, scalar, text } from '../event.js';
import { EventFile } from './event-file.js';

const folder = mkdtempSync(join(tmpdir(), 'tbptt-events-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A clock that counts seconds. */
const clock = (): (() => number) => {
  let seconds = 1_700_000_000;
  return () => seconds++;
};

test('an event file has what was written, each event at once', () => {
  const events = new EventFile(join(folder, 'new', 'runs'), { now: clock() });
  const time = (event: number) => 1_700_000_000 + event;
  const expected: (Uint8Array | undefined)[] = [fileVersionRecord(time(0))];
  const sofar = () => Buffer.concat(expected.flatMap((record) => record ?? []));
  expect(readFileSync(events.path)).toEqual(sofar());
  events.scalar('loss', 0.5, 3);
  expected.push(eventRecord({ step: 3, wallTime: time(1) }, [scalar('loss', 0.5)]));
  expect(readFileSync(events.path)).toEqual(sofar());
  events.text('sample', 'whale', 4);
  expected.push(eventRecord({ step: 4, wallTime: time(2) }, [text('sample', 'whale')]));
  events.histogram('weights', [Number.NaN], 5); // has no finite number, so it is no event
  events.histogram('weights', [1, 2], 5);
  const [weights] = [histogram('weights', [1, 2])];
  if (weights === undefined) throw new Error('there is no histogram');
  expected.push(eventRecord({ step: 5, wallTime: time(4) }, [weights]));
  expect(readFileSync(events.path)).toEqual(sofar());
  events.close();
  events.close();
  expect(() => events.scalar('loss', 1, 6)).toThrow(ArgumentError);
  expect(readFileSync(events.path)).toEqual(sofar());
});

test('event files of one second have names of their own, which TensorBoard looks for', () => {
  const place = join(folder, 'many');
  const files = [1, 2, 3].map(() => new EventFile(place, { now: () => 1_700_000_000 }));
  for (const file of files) file.close();
  expect(readdirSync(place)).toHaveLength(3);
  for (const name of readdirSync(place)) expect(name).toMatch(/^events\.out\.tfevents\.1700000000\./);
});

test('a folder that cannot be made, and arguments without meaning, are refused', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(() => new EventFile(join(file, 'runs'))).toThrow('ENOTDIR');
  for (const path of ['', undefined, 5]) expect(() => new EventFile(path as never)).toThrow(ArgumentError);
  expect(() => new EventFile(folder, { now: 5 as never })).toThrow(ArgumentError);
  for (const options of [null, 5, [], { nwo: clock() }])
    expect(() => new EventFile(folder, options as never)).toThrow(ArgumentError);
  const events = new EventFile(join(folder, 'refused'), { now: clock() });
  const before = readFileSync(events.path);
  for (const summaries of [undefined, 5, [{}], [null]])
    expect(() => events.add(1, summaries as never)).toThrow(ArgumentError);
  expect(readFileSync(events.path)).toEqual(before);
  events.close();
});
