import { describe, expect, test } from 'vitest';
import { LinearMemory } from '../../memory/linear-memory.js';
import { f32x4, v128 } from '../../wasm/instructions.js';
import type { Linker } from '../../wasm/linker.js';
import { bytesOf, generatedKernel } from './generated-kernel.js';
import { type Group, sweep } from './sweep.js';

const memory = new LinearMemory('single');
const ROOM = 80;

/**
 * Adds 1 to each of `length` numbers, and the sum of the lanes that are kept to the four numbers at
 * `sum`; filled lanes hold 7.
 */
function countingKernel(unroll: number) {
  const parameters = { x: 'i32', length: 'i32', sum: 'i32' } as const;
  return generatedKernel(memory.linker as Linker, parameters, (f, { x, length, sum }) => {
    const bytes = bytesOf(f, length);
    const total = f.let('v128', f32x4.const(0));
    const body = ({ load, keep, store }: Group) => {
      const raised = f.let('v128', f32x4.add(load(x, f32x4.const(7)), f32x4.const(1))).get;
      f.set(total, f32x4.add(total.get, keep(raised)));
      store(x, raised);
    };
    sweep(f, [x], bytes, body, unroll);
    f.emit(v128.store(sum.get, total.get));
  });
}

describe.each([1, 2, 4])('a sweep of %i vectors per round', (unroll) => {
  test('visits each element once, whatever the length, and none beside them', () => {
    const count = countingKernel(unroll);
    const x = memory.blocks.allocate(ROOM * 4);
    const sum = memory.blocks.allocate(16);
    for (let length = 0; length < ROOM; length++) {
      const numbers = memory.view(x, ROOM).map((_, i) => i);
      memory.view(x, ROOM).set(numbers);
      count(x, length, sum);
      expect([...memory.view(x, ROOM)]).toEqual(Array.from(numbers, (n, i) => (i < length ? n + 1 : n)));
      const kept = [...memory.view(sum, 4)].reduce((a, b) => a + b);
      expect(kept).toBe((length * (length + 1)) / 2);
    }
  });
});
