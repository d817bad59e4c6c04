/** What the docstrings of `@tbptt/tensorboard` say is refused, each with cases that try it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tensorboard from '@tbptt/tensorboard';
import * as node from '@tbptt/tensorboard/node';
import { afterAll } from 'vitest';
import { type Attempt, type Claims, testClaims } from './claims.js';

const folder = mkdtempSync(join(tmpdir(), 'tbptt-claims-'));
afterAll(() => rmSync(folder, { recursive: true }));

const untyped = (value: unknown): never => value as never;
const eachOf = (values: readonly unknown[], attempt: (value: never) => unknown): readonly Attempt[] =>
  values.map((value) => () => attempt(untyped(value)));
const refused = (...attempts: readonly Attempt[]) => ({ ArgumentError: attempts });

const NO_TEXT = ['', 5, null, undefined] as const;
const NO_STEP = [0.5, Number.NaN, Number.POSITIVE_INFINITY, '1', undefined] as const;
const NO_TIME = [Number.NaN, Number.POSITIVE_INFINITY, '1', null] as const;
const { scalar, histogram, text } = tensorboard;

/** Tries with an event file, which is closed then. */
const withFile = (attempt: (file: node.EventFile) => unknown): unknown => {
  const file = new node.EventFile(folder);
  try {
    return attempt(file);
  } finally {
    file.close();
  }
};
const closed = (): node.EventFile => {
  const file = new node.EventFile(folder);
  file.close();
  return file;
};

const claims: Claims = {
  scalar: refused(
    ...eachOf(NO_TEXT, (tag) => scalar(tag, 1)),
    ...eachOf(['1', null, undefined], (value) => scalar('a', value)),
  ),
  histogram: refused(
    ...eachOf(NO_TEXT, (tag) => histogram(tag, [1])),
    ...eachOf([5, null, undefined, 'abc'], (numbers) => histogram('a', numbers)),
  ),
  text: refused(
    ...eachOf(NO_TEXT, (tag) => text(tag, 'a')),
    ...eachOf([5, null, undefined], (markdown) => text('a', markdown)),
  ),
  eventRecord: refused(
    ...eachOf(NO_STEP, (step) => tensorboard.eventRecord({ step, wallTime: 1 }, [])),
    ...eachOf(NO_TIME, (wallTime) => tensorboard.eventRecord({ step: 1, wallTime }, [])),
  ),
  fileVersionRecord: refused(...eachOf(NO_TIME, (wallTime) => tensorboard.fileVersionRecord(wallTime))),
  EventFile: refused(
    ...eachOf(NO_TEXT, (path) => new node.EventFile(path)),
    ...eachOf([5, null], (now) => new node.EventFile(folder, { now })),
  ),
  'EventFile.scalar': refused(
    ...eachOf(NO_TEXT, (tag) => withFile((file) => file.scalar(tag, 1, 1))),
    ...eachOf(NO_STEP, (step) => withFile((file) => file.scalar('a', 1, step))),
    () => closed().scalar('a', 1, 1),
  ),
  'EventFile.histogram': refused(
    ...eachOf(NO_TEXT, (tag) => withFile((file) => file.histogram(tag, [1], 1))),
    ...eachOf(NO_STEP, (step) => withFile((file) => file.histogram('a', [1], step))),
    () => closed().histogram('a', [1], 1),
  ),
  'EventFile.text': refused(
    ...eachOf(NO_TEXT, (tag) => withFile((file) => file.text(tag, 'a', 1))),
    ...eachOf(NO_STEP, (step) => withFile((file) => file.text('a', 'a', step))),
    () => closed().text('a', 'a', 1),
  ),
  'EventFile.add': refused(...eachOf(NO_STEP, (step) => withFile((file) => file.add(step, []))), () =>
    closed().add(1, []),
  ),
};

testClaims({ package: 'tensorboard', exported: { ...tensorboard, ...node }, claims, atLeast: 8 });
