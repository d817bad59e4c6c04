import { full, seeded } from '@tbptt/core';
import { decodeSafetensors, encodeSafetensors, stateDictionary } from '@tbptt/core/files';
import { Vocabulary } from '@tbptt/data';
import { CharLM } from '@tbptt/rnn';
import { describe, expect, test } from 'vitest';
import { type MemoryReport, memoryJob } from './memory-job.js';
import {
  differenceOf,
  experiments,
  type MemorySettings,
  START,
  settingsIn,
  settingsToUrl,
  WRITING,
} from './memory-settings.js';

const text = 'It was the best of times, it was the worst of times. '.repeat(120);
const small = { ...START, ...WRITING, hidden: 16, k1: 8, k2: 12 };

/** Runs a job until a report is as wanted. */
function reportOf(
  run: ReturnType<typeof memoryJob>,
  wanted: (report: MemoryReport) => boolean,
): MemoryReport {
  for (;;) {
    const { value } = run.steps.next(); // a loop over the steps would end them
    if (value !== undefined && wanted(value)) return value;
  }
}

describe('a training', () => {
  const run = memoryJob(small, text);

  test('learns the text, writes, and is looked into', () => {
    const { findings } = reportOf(run, ({ bits, findings: found }) => bits < 0.5 && found !== undefined);
    expect(findings?.heldOutBits).toBeLessThan(0.5);
    expect(findings?.passage).toHaveLength(320);
    expect(findings?.study?.steps).toBeGreaterThan(600);
    expect(findings?.study?.units).toHaveLength(16);
    expect(findings?.study?.units[0]?.activations).toHaveLength(320);
    expect(Math.abs(findings?.study?.units[0]?.correlation ?? 0)).toBeGreaterThan(0.5);
    expect(findings?.byLag).toHaveLength(48);
    expect(findings?.truncation).toMatchObject({ k2: 12 });
    expect(findings?.study?.saturation.map(({ gate }) => gate)).toEqual(['input', 'forget', 'output']);
    const report = reportOf(run, ({ written }) => written.length > 0);
    expect(report.written[0]?.text).toHaveLength(180);
    expect(report.history.at.at(-1)).toBeLessThanOrEqual(report.characters);
    expect(report.seconds).toBeGreaterThan(0);
  });

  test('gives its weights as a file, and takes them back', () => {
    run.tell({ say: 'save' });
    const { file } = reportOf(run, (report) => report.file !== undefined);
    const { tensors, metadata } = decodeSafetensors(file as Uint8Array<ArrayBuffer>);
    expect(Object.keys(tensors)).toContain('head.weight');
    expect(metadata['vocabulary']).toBe(Vocabulary.of(text).symbols.join(''));
    const other = memoryJob(small, text);
    other.tell({ say: 'load', bytes: (file as Uint8Array<ArrayBuffer>).buffer });
    expect(reportOf(other, ({ notice }) => notice !== undefined).notice).toContain('were loaded');
    expect(reportOf(other, ({ characters }) => characters > 20_000).bits).toBeLessThan(1);
  });

  test('does not take the weights of a model of other characters', () => {
    const other = memoryJob(small, text.replaceAll('t', 'q'));
    run.tell({ say: 'save' });
    const { file } = reportOf(run, (report) => report.file !== undefined);
    other.tell({ say: 'load', bytes: (file as Uint8Array<ArrayBuffer>).buffer });
    expect(reportOf(other, ({ notice }) => notice !== undefined).notice).toContain('other characters');
  });

  test('says why a file is not one, and goes on', () => {
    run.tell({ say: 'load', bytes: new ArrayBuffer(3) });
    expect(reportOf(run, ({ notice }) => notice !== undefined).notice).toContain('The file was not loaded: ');
    expect(reportOf(run, () => true).notice).toBeUndefined();
  });
});

test('a text that is too short is refused, by the number of its code points', () => {
  expect(() => memoryJob(small, 'short').steps.next()).toThrow(
    'has 5 characters; it must have at least 2,000',
  );
  const whales = '🐳 '.repeat(999);
  expect(whales.length).toBeGreaterThan(2000);
  expect(() => memoryJob(small, whales).steps.next()).toThrow('has 1,998 characters');
});

test.each([
  ['of words', text.slice(0, 2000)],
  ['without spaces', 'ab'.repeat(1000)],
  ['with its only space near the end', `${'a'.repeat(1985)} ${'b'.repeat(14)}`],
  ['of characters of two units', '🐳🐋'.repeat(1000)],
])('the shortest text is looked into in every experiment and with the longest window, %s', (_, shortest) => {
  for (const settings of [
    ...Object.values(experiments),
    { ...START, k1: 1, k2: 96 },
    { ...START, k1: 64, k2: 96 },
  ]) {
    const run = memoryJob({ ...settings, ...WRITING, hidden: 4 }, shortest);
    const { findings } = reportOf(run, ({ findings: found }) => found !== undefined);
    expect(findings?.truncation.k2).toBe(settings.k2);
    expect(findings?.byLag).toHaveLength(findings?.longest ?? 0);
    expect(findings?.longest).toBeGreaterThanOrEqual(48);
  }
});

test('weights that are not finite are not loaded', () => {
  const run = memoryJob(small, text);
  const model = new CharLM(Vocabulary.of(text).size, { hidden: 16, random: seeded(1) });
  model.head.weight.assign(full(model.head.weight.shape, Number.NaN));
  run.tell({ say: 'load', bytes: encodeSafetensors(stateDictionary(model)).buffer });
  const { notice, bits } = reportOf(run, (report) => report.notice !== undefined);
  expect(notice).toBe('The file was not loaded: it has weights that are NaN or infinite.');
  expect(bits).toBeLessThan(10);
});

test('a network that has diverged is not studied, and the training goes on', () => {
  const run = memoryJob({ ...small, optimizer: 'SGD', rate: 1, clip: 100, cell: 'RNN' }, text);
  run.tell({ say: 'save' });
  expect(reportOf(run, ({ findings }) => findings !== undefined).findings?.passage).toHaveLength(320);
});

describe('an address', () => {
  test('holds all settings', () => {
    const settings: MemorySettings = {
      model: { ...START, cell: 'GRU', hidden: 8, layers: 2, k1: 4, k2: 40, rate: 0.01, optimizer: 'SGD' },
      writing: { temperature: 0.35, topP: 0.9 },
      place: { layer: 2, unit: 7 },
    };
    expect(settingsIn(new URLSearchParams(settingsToUrl(settings)))).toEqual(settings);
    for (const model of Object.values(experiments)) {
      const whole = { model, writing: WRITING, place: undefined };
      expect(settingsIn(new URLSearchParams(settingsToUrl(whole)))).toEqual(whole);
    }
  });

  test.each(['', '0', '5', '1.65', '2.1', '1.0', '1.5.2', '-1.1', 'a.b', '1.1e9'])(
    'what makes no sense there is ignored: unit=%s',
    (unit) => {
      const search = new URLSearchParams(`cell=x&hidden=0.5&k1=20&k2=3&rate=-1&topP=2&unit=${unit}`);
      expect(settingsIn(search)).toEqual({
        model: { ...START, k1: 20, k2: 20 },
        writing: WRITING,
        place: unit === '1.5.2' ? { layer: 1, unit: 5 } : undefined,
      });
    },
  );
});

test('models are told apart by what is different', () => {
  expect(differenceOf({ ...START, cell: 'GRU', k2: 16 }, START)).toBe('GRU, k2 16');
  expect(differenceOf(START, START)).toBe('');
});
