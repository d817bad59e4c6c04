import { setFlagsFromString } from 'node:v8';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { HostError } from '../../errors.js';
import { LinearMemory, MAXIMUM_BYTES } from '../../memory/linear-memory.js';
import { kernelContract, sameBitsContract } from '../../testing/kernel-contract.js';
import { hasRelaxedSimd } from '../../wasm/features.js';
import { GeneratedKernels } from '../generated-kernels.js';
import { Matrix } from '../matrix.js';
import { ReferenceKernels } from '../reference-kernels.js';
import { Helper } from './helper.js';
import { ThreadedKernels } from './threaded-kernels.js';
import { SHARE_ALL } from './thresholds.js';

// Node 20 has it behind a flag; later versions ignore this.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const shared = () => new LinearMemory('single', MAXIMUM_BYTES, true);
const reference = new ReferenceKernels(new LinearMemory('double'));

/** Waits until all helpers of a set take part. */
async function ready(kernels: ThreadedKernels): Promise<void> {
  await vi.waitFor(() => expect(kernels.threads.reason).toBeUndefined(), { timeout: 20_000 });
}

afterEach(() => vi.restoreAllMocks());

describe.each([2, 3, 4, 7])('with %i threads', (threads) => {
  for (const rounding of ['strict', 'relaxed'] as const) {
    describe.runIf(rounding === 'strict' || hasRelaxedSimd())(`${rounding} ones`, () => {
      const kernels = new ThreadedKernels(shared(), rounding, { threads, thresholds: SHARE_ALL });
      beforeAll(() => ready(kernels));
      afterAll(() => kernels.end());
      if (threads === 2) kernelContract({ describe, test }, kernels, reference);
      sameBitsContract(
        { describe, test },
        kernels,
        new GeneratedKernels(new LinearMemory('single'), rounding),
      );
    });
  }
});

describe('a helper', () => {
  const start = (late = Number.POSITIVE_INFINITY) =>
    new ThreadedKernels(shared(), 'strict', { threads: 2, thresholds: { ...SHARE_ALL, late } });
  const kernels = start();
  const multiply = (used = kernels) => {
    const { memory } = used;
    const [a, b, c] = [0, 1, 2].map(() => new Matrix(memory.arena.allocate(64 * 64 * 4), 64, 64));
    memory.fill(a?.address as number, 64 * 64, 1);
    memory.fill(b?.address as number, 64 * 64, 1);
    used.multiply(a as Matrix, b as Matrix, c as Matrix, false);
    return [...memory.copy(c?.address as number, 64 * 64)];
  };
  const right = Array.from({ length: 64 * 64 }, () => 64);
  afterAll(() => kernels.end());

  test('that has not started is not waited for', () => {
    const early = start();
    expect(early.threads).toMatchObject({ count: 1, reason: 'helper threads are starting' });
    expect(multiply(early)).toEqual(right);
    early.end();
  });

  test('takes part once it has started', async () => {
    await ready(kernels);
    expect(kernels.threads).toMatchObject({ count: 2, reason: undefined });
    const post = vi.spyOn(Helper.prototype, 'post');
    expect(multiply()).toEqual(right);
    expect(post).toHaveBeenCalledTimes(1);
  });

  test('that does not begin its share loses it', () => {
    // The job is written, and nobody is told: the helper sees it too late or not at all.
    vi.spyOn(Atomics, 'notify').mockReturnValue(0);
    for (let i = 0; i < 50; i++) expect(multiply()).toEqual(right);
  });

  test('that is late again and again is left alone for longer and longer', async () => {
    const lazy = start(2);
    await ready(lazy);
    await new Promise((resolve) => setTimeout(resolve, 50)); // it goes to sleep
    vi.spyOn(Atomics, 'notify').mockReturnValue(0);
    const post = vi.spyOn(Helper.prototype, 'post');
    for (let i = 0; i < 500; i++) expect(multiply(lazy)).toEqual(right);
    expect(post.mock.calls.length).toBeLessThan(100); // 15, if it did sleep
    lazy.end();
  });

  test('that fails midway throws, and the others go on without it', () => {
    // A helper that comes too late loses its share, and the error is that of this thread.
    const end = performance.now() + 20_000;
    let error: unknown;
    while (!(error instanceof HostError) && performance.now() < end) {
      error = errorOf(() => failInSecondShare(kernels));
    }
    expect(error).toMatchObject({ operation: 'threads' });
    expect(kernels.threads).toMatchObject({ count: 1, reason: 'a helper thread has ended' });
    expect(multiply()).toEqual(right);
  });
});

/** Runs a loop whose second share writes where there is no memory; the first takes some time. */
function failInSecondShare(kernels: ThreadedKernels): void {
  const beyond = 2 ** 32 - 64;
  kernels.overLanes({
    lanes: 4,
    steps: 1,
    even: 1,
    work: 1,
    share: (own, from) => () => {
      if (from > 0) own.multiply(...([1, 2, 3].map(() => new Matrix(beyond, 2, 2)) as Operands), true);
      else for (const end = performance.now() + 20; performance.now() < end; );
    },
  });
}

type Operands = [Matrix, Matrix, Matrix];

function errorOf(run: () => void): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

test('kernels over a memory that is not shared compute with one thread, and say so', () => {
  const kernels = new ThreadedKernels(new LinearMemory('single'), 'strict', { threads: 2 });
  expect(kernels.threads).toMatchObject({ count: 1, reason: 'the memory is not shared' });
});

test('emulated threads compute all shares, and report how long each took', () => {
  const reports: (readonly number[])[] = [];
  const kernels = new ThreadedKernels(new LinearMemory('single'), 'strict', {
    threads: 5,
    thresholds: SHARE_ALL,
    emulate: (shares) => reports.push(shares),
  });
  const { memory } = kernels;
  const place = () => memory.arena.allocate(4 * 10 * 10);
  const [a, b, c] = [place(), place(), place()].map((address) => new Matrix(address, 10, 10)) as Operands;
  memory.fill(a.address, 100, 1);
  memory.fill(b.address, 100, 1);
  kernels.multiply(a, b, c, false);
  expect([...memory.copy(c.address, 100)]).toEqual(Array.from({ length: 100 }, () => 10));
  expect(reports.map(({ length }) => length)).toEqual([5]);
});

test('helpers end when they are told to', async () => {
  const kernels = new ThreadedKernels(shared(), 'strict', { threads: 3 });
  await ready(kernels);
  kernels.end();
  expect(kernels.threads).toMatchObject({ count: 1, reason: 'the helper threads have been ended' });
});
