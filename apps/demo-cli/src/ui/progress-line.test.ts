import { describe, expect, test } from 'vitest';
import { Recorder } from '../testing/test-host.js';
import { barLine, PlainLines, ProgressBar, trainingLine, validationLine } from './progress-line.js';
import type { Progress } from './reports.js';
import { columnsOf } from './terminal.js';

const progress: Progress = {
  step: 1234,
  epoch: 1,
  share: 0.5,
  bitsPerCharacter: 2.3456,
  charactersPerSecond: 31_249,
  seconds: 30,
  etaSeconds: 30,
};

describe('the line of a bar', () => {
  test('has step, bits per character, characters per second and time left', () => {
    expect(barLine(trainingLine(progress), 120)).toBe(
      `[${'='.repeat(20)}${'-'.repeat(20)}]  50 %  step  1,234  2.346 bits/char  31.2k chars/s  ETA 0:30`,
    );
  });

  test('is never wider than the terminal, whose last column stays free', () => {
    const long = { ...progress, share: 1, step: 123_456_789, charactersPerSecond: 999_000, etaSeconds: 1e6 };
    for (let columns = 0; columns < 200; columns++) {
      expect(barLine(trainingLine(long), columns).length).toBeLessThan(Math.max(1, columns));
    }
  });

  test('leaves facts out where there is no room for them, the last first', () => {
    expect(barLine(trainingLine(progress), 40)).toBe(' 50 %  step  1,234  2.346 bits/char');
    expect(barLine(trainingLine(progress), 10)).toBe(' 50 %');
  });

  test('has the validation, the best one and the time since saving where there is room', () => {
    const standing = { heldOut: { last: 2.1454, best: 2.1301 }, secondsSinceSaving: 83 };
    const line = trainingLine(progress, standing);
    expect(barLine(line, 140)).toMatch(
      /^\[=+-+\] {2}50 % .* ETA 0:30 {2}held out 2\.145 {2}best 2\.130 {2}saved 1:23 ago$/,
    );
    expect(barLine(line, 110)).toMatch(/^\[=+-+\] .* ETA 0:30 {2}held out 2\.145 {2}best 2\.130$/);
    expect(barLine(line, 80)).toBe(barLine(trainingLine(progress), 80));
    for (let columns = 0; columns < 200; columns++) {
      expect(barLine(line, columns).length).toBeLessThan(Math.max(1, columns));
    }
  });

  test('has a bar on 80 columns', () => {
    expect(barLine(trainingLine(progress), 80)).toMatch(/^\[=+-+\] /);
  });
});

test('a bar hides the cursor while it runs, and gives it back at its end', () => {
  const out = new Recorder(true);
  const bar = new ProgressBar(out);
  bar.show(trainingLine(progress));
  expect(out.text).toContain('\x1b[?25l');
  expect(out.text).not.toContain('\x1b[?25h');
  bar.end(trainingLine({ ...progress, share: 1 }));
  expect(out.text).toContain('\x1b[?25h');
  expect(out.text).toContain('100 %');
});

test('plain lines come every few seconds, the last one once', () => {
  const out = new Recorder();
  let now = 0;
  const lines = new PlainLines(out, () => now, 5000);
  for (let step = 1; step <= 12; step++) {
    now = step * 1000;
    lines.show(trainingLine({ ...progress, step }));
  }
  lines.end(trainingLine({ ...progress, step: 12 }));
  lines.end(trainingLine({ ...progress, step: 12 }));
  expect(out.lines.map((line) => /step +(\d+)/.exec(line)?.[1])).toEqual(['5', '10', '12']);
});

test('the line of validation has the loss and the characters so far', () => {
  const line = validationLine({ share: 0.25, characters: 12_345, bitsPerCharacter: 2.5 });
  expect(barLine(line, 80)).toMatch(
    /^\[=+-+\] {2}25 % {2}validating {2}2\.500 bits\/char {2}12,345 characters$/,
  );
});

test('a bar that vanishes leaves an empty line', () => {
  const out = new Recorder(true);
  const bar = new ProgressBar(out, true);
  bar.show(trainingLine(progress));
  bar.end(trainingLine({ ...progress, share: 1 }));
  expect(out.text).toMatch(/\x1b\[0K[^=]*$/); // oxlint-disable-line no-control-regex
});

test('a terminal that does not know its width has 80 columns', () => {
  expect(columnsOf(Object.assign(new Recorder(true), { columns: 0 }))).toBe(80);
  expect(columnsOf(Object.assign(new Recorder(true), { columns: 40 }))).toBe(40);
});
