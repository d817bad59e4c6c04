import { kernels } from '@tbptt/core';
import { afterEach, describe, expect, test } from 'vitest';
import type { Definition } from './definition.js';
import { workloadOf } from './ours/workload-of.js';
import { endure, perform } from './perform.js';
import { profileLines } from './profile/profile-lines.js';
import { profileOf } from './profile/profile-of.js';
import { resultOf } from './result.js';

afterEach(() => kernels.use('auto'));

const brief = { rounds: 2, seconds: 1e-6 };

const tiny: readonly Definition[] = [
  { kind: 'language model', cell: 'LSTM', layers: 2, hidden: 8, lanes: 3, window: 4 },
  { kind: 'language model', cell: 'GRU', layers: 1, hidden: 8, lanes: 1, window: 4 },
  { kind: 'language model', cell: 'RNN', layers: 1, hidden: 5, lanes: 2, window: 3 },
  { kind: 'language model', cell: 'PeepholeLSTM', layers: 2, hidden: 5, lanes: 2, window: 3 },
  { kind: 'language model', cell: 'CoupledLSTM', layers: 2, hidden: 5, lanes: 2, window: 3 },
  { kind: 'language model', cell: 'MinGRU', layers: 2, hidden: 5, lanes: 2, window: 3 },
  { kind: 'language model', cell: 'MinLSTM', layers: 2, hidden: 5, lanes: 2, window: 3 },
  { kind: 'sampling', cell: 'LSTM', layers: 1, hidden: 8 },
  { kind: 'perceptron', sizes: [6, 4, 3], batch: 5 },
  { kind: 'lenet', batch: 2 },
  { kind: 'xor', hidden: 3 },
  { kind: 'product', rows: 3, depth: 4, columns: 5, transposedLeft: true },
];

describe('a workload', () => {
  test.each(tiny)('of $kind $cell runs again and again', (definition) => {
    const workload = workloadOf(definition);
    expect(workload.size).toBeGreaterThan(0);
    expect(() => {
      for (let i = 0; i < 3; i++) workload.run();
    }).not.toThrow();
  });

  test('of training reads its text again when it ends', () => {
    const workload = workloadOf({
      kind: 'language model',
      cell: 'RNN',
      layers: 1,
      hidden: 2,
      lanes: 1,
      window: 1,
    });
    expect(() => {
      for (let i = 0; i < 250; i++) workload.run();
    }).not.toThrow();
  });
});

describe('a task', () => {
  test('gives the rates of its runs, and they a result', () => {
    const findings = perform({ action: 'measure', case: '3x4x5', variant: 'reference', ...brief });
    expect(findings).toMatchObject({ size: 1, variant: 'reference', node: process.version });
    expect(findings.rates).toHaveLength(2);
    const result = resultOf('3x4x5', findings);
    expect(Object.keys(result)).toEqual([
      'case',
      'value',
      'unit',
      'variant',
      'wide',
      'node',
      'gflops',
      'runs',
      'min',
      'max',
      'cpuShare',
    ]);
    expect(result).toMatchObject({ case: '3x4x5', unit: 'GFLOP/s', runs: 2, variant: 'reference' });
    expect(result.gflops).toBe(result.value);
  });

  test('without a variant takes the kernels that the library takes', () => {
    expect(perform({ action: 'measure', case: 'X1', ...brief }).variant).toBe(kernels.available[0]);
  });
});

describe('training on and on', () => {
  test('is timed tenth by tenth', () => {
    const found = endure({ action: 'endure', case: 'RNN:1x4,B=1,T=2,N=3', windows: 100, ...brief });
    expect(found.windows).toBe(100);
    expect(found.tenths).toHaveLength(10);
    expect(found.tenths.every((seconds) => seconds >= 0)).toBe(true);
  });
});

describe('a profile', () => {
  const definition = tiny[0] ?? { kind: 'xor', hidden: 3 };
  const profile = () => profileOf('tiny', definition, workloadOf(definition), [100, 200], brief);

  test('takes a training step apart: every product is found, and the parts are the whole', () => {
    const found = profile();
    const calls = Object.fromEntries((found?.parts ?? []).map((part) => [part.name, part.calls]));
    expect(calls).toMatchObject({
      'recurrent products, forward': 2 * 4, // two layers, T = 4
      'input products, forward': 1, // the second layer's
      'input products, backward': 1,
      'input rows (gather, scatter)': 2,
      'weight gradients': 3, // two recurrent, one input
      'gates, forward': 2 * 4,
      'gates, backward': 2 * 4,
      'output layer': 3,
    });
    expect(calls['softmax and loss']).toBeGreaterThan(0);
    expect(calls['optimizer']).toBeGreaterThan(0);
    const sum = (found?.parts ?? []).reduce((all, part) => all + part.milliseconds, 0);
    expect(sum).toBeCloseTo(found?.milliseconds ?? 0);
  });

  test('is printed part by part', () => {
    const found = profile();
    const lines = found === undefined ? [] : profileLines(found);
    expect(lines.join('\n')).toMatch(/tiny: where a training step goes/);
    expect(lines.filter((line) => /^weight gradients .* %/.test(line))).toHaveLength(1);
  });

  test('is of training only', () => {
    const xor: Definition = { kind: 'xor', hidden: 3 };
    expect(profileOf('tiny', xor, workloadOf(xor), [1], brief)).toBeUndefined();
  });
});
