import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HostError } from '../errors.js';
import { Arena } from './arena.js';
import { ALIGNMENT, BlockAllocator } from './block-allocator.js';
import { memoryExhausted } from './errors.js';

/** An allocator of a memory that grows up to `maximum` bytes. */
function blocksUpTo(maximum: number): BlockAllocator {
  return new BlockAllocator(ALIGNMENT, 4096, (limit) => {
    if (limit > maximum)
      throw memoryExhausted({
        neededBytes: limit,
        presentBytes: maximum,
        maximumBytes: maximum,
        unusedBytes: 0,
      });
    return limit;
  });
}

describe('an arena', () => {
  test('gives distinct, aligned stretches until it is reset', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500_000), { maxLength: 40 }), (sizes) => {
        const arena = new Arena(blocksUpTo(Number.POSITIVE_INFINITY));
        const stretches = sizes.map((bytes) => ({ start: arena.allocate(bytes), bytes }));
        stretches.sort((a, b) => a.start - b.start);
        let end = 0;
        for (const { start, bytes } of stretches) {
          expect(start % ALIGNMENT).toBe(0);
          expect(start).toBeGreaterThanOrEqual(end);
          end = start + Math.max(bytes, 1);
        }
      }),
    );
  });

  test('is one chunk from the second step of a kind on, and allocates nothing any more', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500_000), { minLength: 1, maxLength: 40 }), (sizes) => {
        const blocks = blocksUpTo(Number.POSITIVE_INFINITY);
        const arena = new Arena(blocks);
        const step = () => sizes.map((bytes) => arena.allocate(bytes));
        step();
        arena.reset();
        const { capacity } = arena;
        const held = blocks.allocatedBytes;
        const second = step();
        second.reduce((before, address) => {
          expect(address).toBeGreaterThan(before);
          return address;
        });
        arena.reset();
        expect(step()).toEqual(second);
        expect(arena.capacity).toBe(capacity);
        expect(blocks.allocatedBytes).toBe(held);
      }),
    );
  });

  test('keeps its chunks where the memory would have to grow for a single one', () => {
    const blocks = blocksUpTo(Number.POSITIVE_INFINITY);
    const arena = new Arena(blocks);
    const step = (other: () => void) => {
      const first = arena.allocate(200_000);
      other();
      return [first, arena.allocate(400_000)];
    };
    const addresses = step(() => blocks.allocate(100)); // stays between the chunks
    const { capacity } = arena;
    const held = blocks.allocatedBytes;
    for (let i = 0; i < 3; i++) {
      arena.reset();
      expect(step(() => {})).toEqual(addresses);
    }
    expect(arena.capacity).toBe(capacity);
    expect(blocks.allocatedBytes).toBe(held);
  });

  test('is of the size that was used, not of that of its chunks, once it is a single one', () => {
    const arena = new Arena(blocksUpTo(Number.POSITIVE_INFINITY));
    for (let i = 0; i < 7; i++) arena.allocate(200_000); // chunks of which the ends are too short
    arena.reset();
    expect(arena.capacity).toBeLessThan(7 * 200_000 + 7 * ALIGNMENT);
  });

  test('gives the same stretch again after a release to a mark, across chunks too', () => {
    const arena = new Arena(blocksUpTo(Number.POSITIVE_INFINITY));
    arena.allocate(1000);
    const mark = arena.mark();
    const first = arena.allocate(100);
    arena.allocate(10_000_000);
    arena.release(mark);
    expect(arena.allocate(100)).toBe(first);
  });

  test('asks for no more than it needs where the memory is nearly full', () => {
    const blocks = blocksUpTo(1_500_000);
    const arena = new Arena(blocks);
    arena.allocate(1_000_000);
    expect(() => arena.allocate(200_000)).not.toThrow();
    expect(() => arena.allocate(1_000_000)).toThrow(HostError);
  });

  test('works on in several chunks where there is no room for a single one', () => {
    const blocks = blocksUpTo(1_500_000);
    const arena = new Arena(blocks);
    arena.allocate(500_000);
    const parameter = blocks.allocate(64);
    arena.allocate(800_000);
    arena.reset();
    expect(blocks.allocatedBytes).toBeLessThanOrEqual(1_500_000);
    arena.allocate(500_000);
    arena.allocate(800_000);
    expect(() => blocks.free(parameter)).not.toThrow();
  });
});
