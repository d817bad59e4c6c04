import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Address, ALIGNMENT, alignedSize, BlockAllocator } from './block-allocator.js';

const START = ALIGNMENT;
const LIMIT = 4096;

interface Block {
  readonly address: Address;
  readonly bytes: number;
}

/** An allocator whose memory grows to exactly what is asked, and how often it did. */
function growingAllocator() {
  const growths: Address[] = [];
  const allocator = new BlockAllocator(START, LIMIT, (limit) => {
    growths.push(limit);
    return limit;
  });
  return { allocator, growths };
}

/**
 * Takes steps of a random life: a positive number allocates that many bytes, a negative one frees a
 * block.
 */
function live(
  allocator: BlockAllocator,
  steps: readonly number[],
  after: (blocks: Block[]) => void,
): Block[] {
  const blocks: Block[] = [];
  for (const step of steps) {
    if (step >= 0) blocks.push({ address: allocator.allocate(step), bytes: step });
    else if (blocks.length > 0) {
      const [block] = blocks.splice(-step % blocks.length, 1);
      if (block !== undefined) allocator.free(block.address);
    }
    after(blocks);
  }
  return blocks;
}

const lives = fc.array(
  fc.integer({ min: -50, max: 3000 }).map((step) => (step > 2950 ? step * 20 : step)),
  {
    maxLength: 60,
  },
);
const livesThatFree = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: -50, max: -1 })),
  {
    maxLength: 80,
  },
);

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

describe('a block allocator', () => {
  test('never lets blocks overlap, keeps them on cache lines and inside the memory', () => {
    fc.assert(
      fc.property(fc.oneof(lives, livesThatFree), (steps) => {
        const { allocator, growths } = growingAllocator();
        live(allocator, steps, (blocks) => {
          const sorted = blocks.toSorted((a, b) => a.address - b.address);
          let end = START;
          for (const { address, bytes } of sorted) {
            expect(address % ALIGNMENT).toBe(0);
            expect(address).toBeGreaterThanOrEqual(end);
            end = address + Math.max(bytes, 1);
          }
          expect(end).toBeLessThanOrEqual(growths.at(-1) ?? LIMIT);
        });
      }),
    );
  });

  test('exchanges blocks for one without growing, or leaves all as it was', () => {
    fc.assert(
      fc.property(livesThatFree, fc.nat(5), fc.nat(40_000), (steps, count, bytes) => {
        const { allocator, growths } = growingAllocator();
        const blocks = live(allocator, steps, () => {});
        const given = blocks.slice(0, count);
        const others = blocks.slice(count);
        const [held, grown] = [allocator.allocatedBytes, growths.length];
        const address = allocator.exchange(
          given.map((block) => block.address),
          bytes,
        );
        expect(growths.length).toBe(grown);
        const present = address === undefined ? blocks : [...others, { address, bytes }];
        const bytesOf = (block: Block) => alignedSize(block.bytes);
        const exchanged = address === undefined ? 0 : alignedSize(bytes) - sum(given.map(bytesOf));
        expect(allocator.allocatedBytes).toBe(held + exchanged);
        const sorted = present.toSorted((a, b) => a.address - b.address);
        sorted.reduce((end, block) => {
          expect(block.address).toBeGreaterThanOrEqual(end);
          return block.address + alignedSize(block.bytes);
        }, START);
        for (const block of present) allocator.free(block.address); // each is there, once
        expect(allocator.allocatedBytes).toBe(0);
      }),
    );
  });

  test('has one free range again when everything has been returned, in whatever order', () => {
    fc.assert(
      fc.property(livesThatFree, fc.array(fc.nat(), { minLength: 80, maxLength: 80 }), (steps, order) => {
        const { allocator, growths } = growingAllocator();
        const blocks = live(allocator, steps, () => {});
        for (const pick of order) {
          const [block] = blocks.splice(pick % Math.max(blocks.length, 1), 1);
          if (block !== undefined) allocator.free(block.address);
        }
        expect(allocator.allocatedBytes).toBe(0);
        const limit = growths.at(-1) ?? LIMIT;
        const growthsSoFar = growths.length;
        expect(allocator.allocate(limit - START)).toBe(START);
        expect(growths).toHaveLength(growthsSoFar);
      }),
    );
  });

  test('counts the bytes in blocks that have not been returned', () => {
    fc.assert(
      fc.property(livesThatFree, (steps) => {
        const { allocator } = growingAllocator();
        live(allocator, steps, (blocks) => {
          const sum = blocks.reduce((total, { bytes }) => total + alignedSize(bytes), 0);
          expect(allocator.allocatedBytes).toBe(sum);
        });
      }),
    );
  });

  test('takes the smallest free range that is large enough', () => {
    const { allocator } = growingAllocator();
    const large = allocator.allocate(512);
    allocator.allocate(64);
    const small = allocator.allocate(128);
    allocator.allocate(64);
    allocator.free(large);
    allocator.free(small);
    expect(allocator.allocate(128)).toBe(small);
    expect(allocator.allocate(512)).toBe(large);
  });

  test('grows by no more than what the free range at the end lacks', () => {
    const { allocator, growths } = growingAllocator();
    allocator.allocate(LIMIT - START - 256);
    allocator.allocate(1024);
    expect(growths).toEqual([LIMIT + 1024 - 256]);
  });

  test('gives two empty blocks different addresses', () => {
    const { allocator } = growingAllocator();
    expect(allocator.allocate(0)).not.toBe(allocator.allocate(0));
  });

  test('refuses to take a block twice, or an address where no block starts', () => {
    const { allocator } = growingAllocator();
    const address = allocator.allocate(100);
    allocator.free(address);
    expect(() => allocator.free(address)).toThrow(`free: no block starts at address ${address}.`);
    expect(() => allocator.free(12)).toThrow(RangeError);
  });

  test('stays as it was when the memory cannot grow', () => {
    const allocator = new BlockAllocator(START, LIMIT, () => {
      throw new Error('full');
    });
    expect(() => allocator.allocate(LIMIT)).toThrow('full');
    expect(allocator.allocate(LIMIT - START)).toBe(START);
  });
});
