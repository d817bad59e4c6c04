import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parameter, tensor } from '@tbptt/core';
import { histogram, type Summary, scalar } from '@tbptt/tensorboard';
import { afterAll, describe, expect, test } from 'vitest';
import type { UpdateFacts } from '../language-model/observer.js';
import { reportOf, reportsOf, runWith, SMALL_RUN, SMALL_TEXT, TestFolder } from '../testing/run-with.js';
import { EventObserver } from './event-observer.js';

const folder = new TestFolder();
afterAll(() => folder.remove());
const text = folder.file('rain.txt', SMALL_TEXT);
const small = ['charlm', '--text', text, ...SMALL_RUN];
const linesOf = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('tbptt charlm --log', () => {
  test('adds what is reported to a file, with the rate and the norm of the gradient', async () => {
    const log = folder.file('run.ndjson');
    const ran = await runWith([...small, '--log', log, '--json']);
    const lines = linesOf(log);
    expect(lines.map(({ report }) => report)).toEqual([
      'data',
      'model',
      'update',
      'glimpse',
      'glimpse',
      'glimpse',
      'update',
      'validation',
      'sample',
      'summary',
    ]);
    expect(lines.filter(({ report }) => report !== 'update' && report !== 'glimpse')).toEqual(
      reportsOf(ran).filter(({ report }) => report !== 'progress'),
    );
    expect(lines[3]).toMatchObject({ step: 1, text: expect.any(String) as string });
    expect(lines[6]).toMatchObject({
      step: 5,
      learningRate: expect.closeTo(0.01 * (1 - 0.9 * 0.8), 9) as number,
      gradientNorm: expect.any(Number) as number,
    });
    await runWith([...small, '--log', log]);
    expect(linesOf(log)).toHaveLength(2 * lines.length);
  });

  test('never writes into what is read or saved', async () => {
    const save = folder.file('model');
    for (const [file, option] of [
      [text, '--text'],
      [save, '--save'],
    ] as const) {
      const { exitCode, host } = await runWith([...small, '--save', save, '--log', file]);
      expect(exitCode).toBe(2);
      expect(host.err.text).toContain(`options '${option} <file>' and '--log <file>' name the same file`);
    }
    expect(readFileSync(text, 'utf8')).toBe(SMALL_TEXT);
    expect((await runWith([...small, '--log', '-'])).exitCode).toBe(2);
  });
});

describe('tbptt charlm --tensorboard', () => {
  test('writes one event file, in a folder that it makes', async () => {
    const runs = join(folder.path, 'runs', 'first');
    const { exitCode } = await runWith([...small, '--tensorboard', runs]);
    expect(exitCode).toBe(0);
    const [file = '', ...more] = readdirSync(runs);
    expect(more).toEqual([]);
    const bytes = readFileSync(join(runs, file)).toString('latin1');
    for (const tag of [
      'bits per character/training',
      'bits per character/validation',
      'learning rate',
      'gradient norm',
      'characters per second',
      'weights/head.weight',
      'gradients/rnn.layers.0.weightHh',
      'sample',
      'model',
    ]) {
      expect(bytes).toContain(tag);
    }
  });

  test('makes nothing where the run is refused', async () => {
    const runs = join(folder.path, 'none');
    const { exitCode } = await runWith([
      ...small,
      '--text',
      folder.file('missing'),
      '--tensorboard',
      runs,
      '--log',
      `${runs}.log`,
    ]);
    expect(exitCode).toBe(1);
    expect([existsSync(runs), existsSync(`${runs}.log`)]).toEqual([false, false]);
  });

  test('into a place that cannot be written is one line, before training', async () => {
    mkdirSync(folder.file('folder'));
    for (const [option, place] of [
      ['--tensorboard', text],
      ['--log', folder.file('folder')],
    ] as const) {
      const { exitCode, host } = await runWith([
        ...small.with(2, folder.file('other.txt', SMALL_TEXT)),
        option,
        place,
      ]);
      expect(exitCode).toBe(1);
      expect(host.out.text).not.toContain('step');
      expect(host.err.lines).toHaveLength(1);
      expect(host.err.text).toMatch(/^tbptt: cannot write ".*": /);
    }
  });

  test.runIf(existsSync('/dev/full'))(
    'that is full later is a notice, once, and the run goes on',
    async () => {
      const ran = await runWith([...small, '--log', '/dev/full', '--json']);
      expect(ran.exitCode).toBe(0);
      expect(ran.host.err.lines).toHaveLength(1);
      expect(ran.host.err.text).toContain('cannot write \\"/dev/full\\" any more');
      expect(reportOf(ran, 'summary')).toMatchObject({ steps: 5 });
    },
  );
});

describe('events for TensorBoard', () => {
  const model = { p: new Parameter(tensor([1, 2, 3])) };
  const update = (step: number, seconds: number): UpdateFacts => ({
    step,
    epoch: 1,
    characters: 10 * step,
    seconds,
    share: 0,
    bitsPerCharacter: step,
    learningRate: 0.5,
    gradientNorm: 2,
    charactersPerSecond: 7,
  });

  test('have the mean loss since the last ones, at most once a second, and the last', () => {
    const events: [number, readonly (Summary | undefined)[]][] = [];
    let closed = 0;
    const observer = new EventObserver(() => ({
      add: (...event) => void events.push(event),
      close: () => void closed++,
    }));
    observer.report({ report: 'validation', bitsPerCharacter: 4, characters: 5, step: 0, best: false });
    observer.begin({ model } as never);
    for (let step = 1; step <= 6; step++) observer.updated(update(step, 0.4 * step));
    observer.end();
    const training = (bits: number) => scalar('bits per character/training', bits);
    expect(events.map(([step]) => step)).toEqual([0, 1, 4, 6]);
    const [early, first, second, last] = events.map(([, summaries]) => summaries);
    expect(early).toEqual([scalar('bits per character/validation', 4)]);
    expect(first).toEqual([
      training(1),
      scalar('learning rate', 0.5),
      scalar('gradient norm', 2),
      scalar('characters per second', 7),
      scalar('epoch', 1),
      histogram('weights/p', [1, 2, 3]),
    ]);
    expect(second).toHaveLength(5);
    expect(second?.[0]).toEqual(training(3));
    expect(last?.[0]).toEqual(training(5.5));
    expect(last).toHaveLength(6);
    expect(closed).toBe(1);
  });
});
