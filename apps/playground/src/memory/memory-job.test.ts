import { decodeSafetensors } from '@tbptt/core/files';
import { Vocabulary } from '@tbptt/data';
import { describe, expect, test } from 'vitest';
import { type MemoryReport, memoryJob } from './memory-job.js';
import { type MemorySettings, START, settingsIn, settingsToUrl } from './memory-settings.js';
import { nGramBits } from './n-gram-job.js';
import { tellingUnits } from './unit-features.js';

const text = 'It was the best of times, it was the worst of times. '.repeat(120);
const small: MemorySettings = { ...START, hidden: 16, k1: 8, k2: 12 };

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
    const report = reportOf(
      run,
      ({ bits, findings, written }) => bits < 0.5 && findings !== undefined && written.length > 0,
    );
    const { findings } = report;
    expect(findings?.activations.length).toBe(16 * (findings?.passage.length ?? 0));
    expect(findings?.byLag).toHaveLength(48);
    expect(findings?.truncation).toMatchObject({ k2: 12 });
    expect(findings?.gates.map(({ name }) => name)).toEqual(['i', 'f', 'o']);
    expect(report.written[0]?.text).toHaveLength(180);
    expect(report.history.at.at(-1)).toBeLessThanOrEqual(report.characters);
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

  test('says why a file is not one, and goes on', () => {
    run.tell({ say: 'load', bytes: new ArrayBuffer(3) });
    expect(reportOf(run, ({ notice }) => notice !== undefined).notice).toContain('The file was not loaded: ');
    expect(reportOf(run, () => true).notice).toBeUndefined();
  });
});

test('a text that is too short is refused', () => {
  expect(() => memoryJob(small, 'short').steps.next()).toThrow('it must have at least 2000');
});

test('n-gram models of more characters are better on a text of repeated sentences', () => {
  const ids = Vocabulary.of(text).encode(text);
  const steps = nGramBits(ids.subarray(0, 5000), ids.subarray(5000, 5500), 20, 5);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const bits = step.value.map((one) => one.bits);
  expect(bits).toHaveLength(5);
  expect(bits.toSorted((a, b) => b - a)).toEqual(bits);
  expect(bits[4]).toBeLessThan(0.5);
});

test('an n-gram model of one character has the entropy of the text', () => {
  const ids = Int32Array.from({ length: 4000 }, (_, i) => i % 4);
  const steps = nGramBits(ids, ids, 4, 1);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  expect(step.value[0]?.bits).toBeCloseTo(2, 3);
});

test('the unit that follows the spaces is found', () => {
  const passage = 'a bc def “g h” i';
  const activations = Float32Array.from(
    Array.from(passage).flatMap((character, t) => [Math.sin(7 * t), character === ' ' ? -1 : 0.5]),
  );
  expect(tellingUnits(passage, activations, 2)[0]).toMatchObject({ unit: 1, feature: 'at a space' });
  expect(tellingUnits(passage, activations, 2)[0]?.correlation).toBeCloseTo(-1, 5);
});

test('an address holds all settings, and what makes no sense there is ignored', () => {
  const settings: MemorySettings = {
    ...START,
    cell: 'GRU',
    hidden: 8,
    k1: 4,
    k2: 40,
    rate: 0.01,
    optimizer: 'SGD',
  };
  expect(settingsIn(new URLSearchParams(settingsToUrl(settings)))).toEqual(settings);
  expect(settingsIn(new URLSearchParams('cell=x&hidden=0.5&k1=20&k2=3&rate=-1'))).toEqual({
    ...START,
    k1: 20,
    k2: 20,
  });
});
