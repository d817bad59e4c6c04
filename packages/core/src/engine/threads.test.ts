import { afterEach, describe, expect, test, vi } from 'vitest';
import { ArgumentError } from '../errors.js';
import { GeneratedKernels } from '../kernels/generated-kernels.js';
import { Linear } from '../nn/linear.js';
import { matmul } from '../ops/matmul.js';
import { seeded } from '../random/seeded.js';
import { Parameter } from '../tensor/parameter.js';
import { full } from '../tensor/tensor.js';
import { kernels } from './default-engine.js';
import { Engine } from './engine.js';

const engines: Engine[] = [];

/** An engine whose threads end with the test. */
function engineWith(options: ConstructorParameters<typeof Engine>[0]): Engine {
  const engine = new Engine(options);
  engines.push(engine);
  return engine;
}

afterEach(() => {
  vi.unstubAllGlobals();
  for (const engine of engines.splice(0)) engine.use('auto');
  kernels.use('auto');
});

/** Waits until all threads of an engine take part. */
async function ready(engine: Pick<Engine, 'threads'>): Promise<void> {
  await vi.waitUntil(() => engine.threads.count === engine.threads.requested, { timeout: 20_000 });
}

/** A process whose Node starts workers by `Worker`. */
function stubWorkers(Worker: unknown): void {
  const { process } = globalThis;
  const getBuiltinModule = (name: string) =>
    name === 'node:worker_threads' ? { Worker } : process.getBuiltinModule(name as 'node:os');
  vi.stubGlobal('process', Object.create(process, { getBuiltinModule: { value: getBuiltinModule } }));
}

describe('an engine', () => {
  test('has one thread, and a memory that is not shared, unless more are requested', () => {
    const engine = new Engine();
    expect(engine.threads).toEqual({ requested: 1, count: 1, reason: undefined });
    expect(engine.memory.shared).toBe(false);
  });

  test('has as many threads as are requested, once they have started', async () => {
    const engine = engineWith({ threads: 3 });
    expect(engine.memory.shared).toBe(true);
    await ready(engine);
    expect(engine.threads).toEqual({ requested: 3, count: 3, reason: undefined });
  });

  test('has a thread for each processor if all are requested', () => {
    const { requested } = engineWith({ threads: 'all' }).threads;
    expect(requested).toBe(process.getBuiltinModule('os').availableParallelism());
  });

  test.each([0, -1, 1.5, Number.NaN, 257, 'many', null])('refuses %s threads', (threads) => {
    const wrong = threads as 'all';
    expect(() => new Engine({ threads: wrong })).toThrow(ArgumentError);
    const engine = new Engine();
    const before = engine.kernels;
    expect(() => engine.use('auto', { threads: wrong })).toThrow(ArgumentError);
    expect(engine.kernels).toBe(before);
  });

  test('moves to a shared memory when threads are requested, and parameters with their gradients go along', () => {
    const engine = engineWith({});
    engine.run(() => {
      const p = new Parameter(full([4], 3));
      const model = new Linear(8, 8, { random: seeded(1) });
      const input = full([2, 8], 1);
      const before = model.forward(input).toFloats();
      const { memory } = engine;
      engine.use('auto', { threads: 2 });
      expect(engine.memory).not.toBe(memory);
      expect(engine.memory.shared).toBe(true);
      expect([...p.toFloats()]).toEqual([3, 3, 3, 3]);
      expect(model.forward(input).toFloats()).toEqual(before);
    });
  });

  test('stays as it is when what is requested with threads cannot be had', () => {
    const engine = engineWith({});
    const [memory, before] = [engine.memory, engine.kernels];
    expect(() => engine.use('quick', { threads: 2 })).toThrow(ArgumentError);
    expect([engine.memory, engine.kernels, engine.threads.requested]).toEqual([memory, before, 1]);
  });

  test('refuses kernels over the memory that it has left', () => {
    const engine = engineWith({});
    const old = new GeneratedKernels(engine.memory, 'strict');
    engine.use('strict', { threads: 2 });
    expect(() => engine.use(old)).toThrow(ArgumentError);
  });

  test('ends its threads when one is requested', async () => {
    const engine = engineWith({ threads: 2 });
    await ready(engine);
    const { kernels: several } = engine;
    engine.use('auto');
    expect(engine.threads).toEqual({ requested: 1, count: 1, reason: undefined });
    expect(several.threads?.count).toBe(1);
  });

  test('in double precision says why it has one thread', () => {
    const engine = engineWith({ precision: 'double', threads: 2 });
    expect(engine.threads).toEqual({
      requested: 2,
      count: 1,
      reason: 'these kernels compute with one thread',
    });
  });

  test('leaves a step to the kernels of one thread until a product is large enough to be shared', () => {
    const engine = engineWith({ threads: 2 });
    engine.run(() => {
      matmul(full([10, 10], 1), full([10, 10], 1));
      const { stepKernels } = engine;
      expect(stepKernels).not.toBe(engine.kernels);
      expect(stepKernels.threads).toBeUndefined();
      matmul(full([10, 10], 1), full([10, 10], 1));
      expect(engine.stepKernels).toBe(stepKernels);
      matmul(full([100, 100], 1), full([100, 100], 1));
      expect(engine.stepKernels).toBe(engine.kernels);
    });
  });

  test('hands users arrays of their own, never views of the shared memory', async () => {
    const engine = engineWith({ threads: 2 });
    engine.run(() => {
      const p = new Parameter(full([4], 3));
      const y = matmul(full([2, 4], 1), full([4, 2], 1));
      for (const array of [p.toFloats(), y.toFloats()]) expect(array.buffer).toBeInstanceOf(ArrayBuffer);
    });
  });
});

describe('a host', () => {
  test('without shared memory computes with one thread, and says so', () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    const engine = engineWith({ threads: 2 });
    expect(engine.memory.shared).toBe(false);
    expect(engine.threads).toEqual({ requested: 2, count: 1, reason: 'the host has no shared memory' });
    expect(engine.run(() => [...matmul(full([1, 3], 1), full([3, 1], 1)).toFloats()])).toEqual([3]);
  });

  test('that is a page without cross-origin isolation computes with one thread, and says what to serve', () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    vi.stubGlobal('crossOriginIsolated', false);
    expect(engineWith({ threads: 2 }).threads.reason).toContain('Cross-Origin-Opener-Policy: same-origin');
  });

  test('that is too old a Node computes with one thread, and says which has them', () => {
    vi.stubGlobal('process', { versions: { node: '20.10.0' } });
    expect(new Engine({ threads: 2 }).threads.reason).toContain('20.16');
  });

  test('that refuses a thread has fewer, and says why', async () => {
    let started = 0;
    const { Worker } = process.getBuiltinModule('worker_threads');
    stubWorkers(
      class extends Worker {
        constructor(...given: ConstructorParameters<typeof Worker>) {
          if (++started > 1) throw new RangeError('no more threads');
          super(...given);
        }
      },
    );
    const engine = engineWith({ threads: 3 });
    await vi.waitUntil(() => engine.threads.count === 2, { timeout: 20_000 });
    expect(engine.threads.reason).toBe('the host refuses a thread: no more threads');
  });

  test('whose thread dies goes on without it', async () => {
    const engine = engineWith({ threads: 2 });
    await ready(engine);
    const workers: { terminate(): Promise<number> }[] = [];
    const { Worker } = process.getBuiltinModule('worker_threads');
    stubWorkers(
      class extends Worker {
        constructor(...given: ConstructorParameters<typeof Worker>) {
          super(...given);
          workers.push(this);
        }
      },
    );
    const other = engineWith({ threads: 2 });
    await ready(other);
    await workers[0]?.terminate();
    await vi.waitUntil(() => other.threads.count === 1);
    expect(other.threads.reason).toBe('a helper thread has ended');
  });
});

test('an engine that nobody refers to any more leaves no threads behind', async () => {
  const ended: boolean[] = [];
  const { Worker } = process.getBuiltinModule('worker_threads');
  stubWorkers(
    class extends Worker {
      constructor(...given: ConstructorParameters<typeof Worker>) {
        super(...given);
        const index = ended.push(false) - 1;
        this.on('exit', () => {
          ended[index] = true;
        });
      }
    },
  );
  const drop = async (): Promise<void> => ready(new Engine({ threads: 3 }));
  await drop();
  expect(ended).toEqual([false, false]);
  await vi.waitUntil(
    () => {
      globalThis.gc?.();
      return ended.every(Boolean);
    },
    { timeout: 20_000 },
  );
});

test('kernels request threads of the engine in use', async () => {
  kernels.use('auto', { threads: 2 });
  await ready(kernels);
  expect(kernels.threads).toEqual({ requested: 2, count: 2, reason: undefined });
});
