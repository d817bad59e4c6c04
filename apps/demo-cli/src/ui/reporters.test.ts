import { describe, expect, test } from 'vitest';
import { testHost } from '../testing/test-host.js';
import { reporterFor } from './reporter-for.js';

const progress = (share: number) => ({ share, characters: 1000 * share, bitsPerCharacter: 2 });

/** A host whose clock the test sets. */
function clocked(isTTY: boolean) {
  let now = 0;
  const host = { ...testHost({ isTTY, env: { NO_COLOR: '1' } }), now: () => now };
  return { host, at: (milliseconds: number) => void (now = milliseconds) };
}

describe('validation that takes a while', () => {
  test('shows a bar on a terminal after a second, which vanishes before what comes next', () => {
    const { host, at } = clocked(true);
    const reporter = reporterFor(host, false);
    reporter.validating(progress(0.1));
    at(900);
    reporter.validating(progress(0.2));
    expect(host.out.text).toBe('');
    at(1100);
    reporter.validating(progress(0.3));
    expect(host.out.text).toMatch(/ 30 % {2}validating {2}2\.000 bits\/char/);
    reporter.report({ report: 'validation', bitsPerCharacter: 2, characters: 1000, step: 5, best: false });
    expect(host.out.text).toMatch(/\x1b\[0K.*\x1b\[\?25h[^]*validation +2\.000 bits per character/); // oxlint-disable-line no-control-regex
  });

  test('writes a line every five seconds without a terminal', () => {
    const { host, at } = clocked(false);
    const reporter = reporterFor(host, false);
    for (let second = 0; second <= 20; second++) {
      at(1000 * second);
      reporter.validating(progress(second / 20));
    }
    expect(host.out.lines).toHaveLength(3);
    expect(host.out.lines[0]).toMatch(/^ 30 % {2}validating/);
  });

  test('is a line of JSON a second with --json, and none if it is short', () => {
    const { host, at } = clocked(false);
    const reporter = reporterFor(host, true);
    for (let step = 0; step <= 50; step++) {
      at(100 * step);
      reporter.validating(progress(step / 50));
    }
    expect(host.out.lines.map((line) => (JSON.parse(line) as { share: number }).share)).toEqual([
      0.2, 0.4, 0.6, 0.8, 1,
    ]);
  });
});

describe('a notice', () => {
  test('during training on a terminal takes the place of the bar, which is drawn again below', () => {
    const host = testHost({ isTTY: true, env: { NO_COLOR: '1' } });
    const reporter = reporterFor(host, false);
    const training = {
      step: 1,
      epoch: 1,
      charactersPerSecond: 1,
      seconds: 1,
      etaSeconds: 1,
      ...progress(0.5),
    };
    reporter.progress(training);
    reporter.notice('look');
    expect(host.out.text).toMatch(/\x1b\[\?7h[^]*\x1b\[1A\r\x1b\[2K$/); // oxlint-disable-line no-control-regex
    reporter.progress(training);
    expect(host.out.text.match(/step {6}1/g)).toHaveLength(2); // before and after
  });

  test('is a line on the stream of errors, in JSON with --json', () => {
    const host = testHost();
    reporterFor(host, false).notice('one\ntwo');
    reporterFor(host, true).notice('one\ntwo');
    expect(host.err.lines).toEqual(['tbptt: one two', '{"report":"notice","message":"one two"}']);
    expect(host.out.text).toBe('');
  });
});

test('a line of training has the last validation, the best one and the time since saving', () => {
  const { host, at } = clocked(false);
  const reporter = reporterFor(host, false);
  const update = { step: 9, epoch: 1, share: 0.5, bitsPerCharacter: 3, charactersPerSecond: 1000 };
  const show = (seconds: number): string | undefined => {
    at(1000 * seconds);
    reporter.progress({ ...update, seconds, etaSeconds: 60 });
    return host.out.lines.at(-1);
  };
  expect(show(6)).toMatch(/ETA 1:00$/);
  const validation = { report: 'validation', characters: 1000, step: 9 } as const;
  reporter.report({ ...validation, bitsPerCharacter: 2.5, best: true });
  expect(show(12)).toMatch(/ETA 1:00 {2}held out 2\.500 {2}best 2\.500$/);
  reporter.report({ report: 'checkpoint', file: 'm', bytes: 1, step: 9, best: false });
  reporter.report({ ...validation, bitsPerCharacter: 2.625, best: false });
  expect(show(100)).toMatch(/ETA 1:00 {2}held out 2\.625 {2}best 2\.500 {2}saved 1:28 ago$/);
});
