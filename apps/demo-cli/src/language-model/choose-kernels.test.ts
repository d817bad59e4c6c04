import { kernels } from '@tbptt/core';
import { afterEach, expect, test } from 'vitest';
import { testHost } from '../testing/test-host.js';
import { reporterFor } from '../ui/reporter-for.js';
import { supportsWideVectors } from '../wide-vectors.js';
import { chooseKernels } from './choose-kernels.js';

afterEach(() => kernels.use('auto'));

test('strict kernels are taken where they are asked for, else the fastest', () => {
  const reporter = reporterFor(testHost(), false);
  expect(chooseKernels({ strict: true, wide: false, threads: 1 }, reporter)).toBe(false);
  expect(kernels.variant).toBe('strict');
  expect(chooseKernels({ strict: false, wide: false, threads: 1 }, reporter)).toBe(false);
  expect(kernels.variant).toBe(kernels.available[0]);
});

test('wide kernels are taken from Node 24 on, and before that a line says why not', () => {
  const host = testHost();
  expect(chooseKernels({ strict: true, wide: true, threads: 1 }, reporterFor(host, false))).toBe(
    supportsWideVectors(),
  );
  expect(kernels.variant).toBe('strict');
  expect(host.err.text.includes('--wide needs Node 24 or later')).toBe(!supportsWideVectors());
});

test('threads are requested from the kernels', () => {
  chooseKernels({ strict: true, wide: false, threads: 2 }, reporterFor(testHost(), false));
  expect(kernels.threads.requested).toBe(2);
});

test('Node 24 is the first with wide vectors', () => {
  expect(supportsWideVectors('22.11.0')).toBe(false);
  expect(supportsWideVectors('24.0.0')).toBe(true);
});
