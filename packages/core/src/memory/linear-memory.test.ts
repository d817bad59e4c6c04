import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { HostError } from '../errors.js';
import { LinearMemory } from './linear-memory.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

const hosts = [
  ['single', 'WebAssembly'],
  ['double', 'WebAssembly'],
  ['single', 'no WebAssembly'],
  ['double', 'no WebAssembly'],
] as const;

describe.each(hosts)('a linear memory in %s precision on a host with %s', (precision, host) => {
  const create = () => {
    if (host === 'no WebAssembly') vi.stubGlobal('WebAssembly', undefined);
    return new LinearMemory(precision);
  };

  test('keeps its numbers and gives no stale view when it grows', () => {
    const memory = create();
    const address = memory.blocks.allocate(3 * memory.elementBytes);
    memory.view(address, 3).set([1, 2, 3]);
    const before = memory.byteLength;
    const far = memory.blocks.allocate(3 * before);
    expect(memory.byteLength).toBeGreaterThan(3 * before);
    expect([...memory.view(address, 3)]).toEqual([1, 2, 3]);
    for (const view of [memory.floats, memory.ints, memory.bytes]) {
      expect(view.byteLength).toBe(memory.byteLength);
      expect(view.buffer).toBe(memory.floats.buffer);
    }
    memory.ints[far / 4] = 0x3f80_0000;
    expect(memory.bytes[far + 3]).toBe(0x3f);
  });

  test('lets generated modules see the same numbers after growth, if it is a WebAssembly memory', () => {
    const memory = create();
    memory.blocks.allocate(3 * memory.byteLength);
    expect(memory.wasm?.buffer).toBe(host === 'WebAssembly' ? memory.floats.buffer : undefined);
  });

  test('reads and writes numbers at their addresses', () => {
    const memory = create();
    const address = memory.blocks.allocate(10 * memory.elementBytes);
    memory.view(address, 10).set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(memory.floats[memory.indexOf(address) + 7]).toBe(7);
    memory.clear(address + 2 * memory.elementBytes, 3);
    expect([...memory.view(address, 10)]).toEqual([0, 1, 0, 0, 0, 5, 6, 7, 8, 9]);
  });
});

describe('a linear memory', () => {
  test('takes back the block of an object that was garbage-collected', async () => {
    const memory = new LinearMemory('single');
    const kept = {};
    memory.allocateFor(kept, 1000);
    const held = memory.blocks.allocatedBytes;
    for (let i = 0; i < 100; i++) memory.allocateFor({}, 1000);
    expect(memory.blocks.allocatedBytes).toBeGreaterThan(held);
    for (let i = 0; i < 50 && memory.blocks.allocatedBytes > held; i++) {
      globalThis.gc?.();
      await setTimeout(5);
    }
    expect(memory.blocks.allocatedBytes).toBe(held);
    expect(kept).toBeDefined();
  });

  test('names what is needed and what is there when it cannot grow', () => {
    const memory = new LinearMemory('single');
    const address = memory.blocks.allocate(64);
    const attempt = () => memory.blocks.allocate(2 ** 32);
    expect(attempt).toThrow(HostError);
    expect(attempt).toThrow(
      /^memory: 4097 MiB are needed, 1 MiB are there, and at most 4096 MiB can be; use a smaller batch, window or model\.$/,
    );
    memory.view(address, 1).fill(5);
    expect(memory.floats[memory.indexOf(address)]).toBe(5);
  });

  test('grows by just what is needed where the host refuses a reserve', () => {
    const refusing = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
    const memory = new LinearMemory('single');
    refusing.mockImplementationOnce(() => {
      throw new RangeError('refused');
    });
    const before = memory.byteLength;
    memory.blocks.allocate(before + 1000);
    expect(refusing.mock.calls).toEqual([[4], [1]]);
    expect(memory.byteLength).toBe(before + 65536);
    refusing.mockRestore();
  });
});
