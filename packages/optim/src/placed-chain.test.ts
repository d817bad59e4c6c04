import { differentiate, Engine, parameter, square, sum, tensor, zeros } from '@tbptt/core';
import { engine } from '@tbptt/core/operation';
import { expect, test } from 'vitest';
import { adam } from './adam.js';
import { Optimizer } from './optimizer.js';
import { clipByGlobalNorm } from './transforms/clip-by-global-norm.js';
import { weightDecay } from './transforms/weight-decay.js';

test('an update allocates nothing', () => {
  const p = parameter(
    tensor(
      [100],
      Array.from({ length: 100 }, (_, i) => i),
    ),
  );
  const optimizer = new Optimizer([p], [weightDecay(0.1), clipByGlobalNorm(1), adam()]);
  optimizer.step(() => sum(square(p)));
  const before = engine().memory.blocks.allocatedBytes;
  for (let step = 0; step < 10; step++) optimizer.step(() => sum(square(p)));
  expect(engine().memory.blocks.allocatedBytes).toBe(before);
});

test('slots take the memory of the parameters once for each slot', () => {
  const p = parameter(zeros([1000]));
  differentiate([p], () => sum(p));
  const before = engine().memory.blocks.allocatedBytes;
  new Optimizer([p], adam()).update();
  const after = engine().memory.blocks.allocatedBytes;
  expect(after - before).toBeGreaterThanOrEqual(8000);
  expect(after - before).toBeLessThan(8500);
});

test('an optimizer that is no longer used gives its memory back', async () => {
  const p = parameter(zeros([1 << 16]));
  const { blocks } = engine().memory;
  differentiate([p], () => sum(p));
  const before = blocks.allocatedBytes;
  (() => new Optimizer([p], adam()).update())();
  expect(blocks.allocatedBytes).toBeGreaterThan(before + 2 * 4 * p.size);
  for (let attempt = 0; attempt < 50 && blocks.allocatedBytes > before; attempt++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(blocks.allocatedBytes).toBeLessThanOrEqual(before);
});

test('an update without gradients changes no parameter', () => {
  const p = parameter(tensor([3], [1, 2, 3]));
  const optimizer = new Optimizer([p], [clipByGlobalNorm(1), adam()]);
  optimizer.update();
  expect(p.toFloats()).toEqual(Float32Array.of(1, 2, 3));
  expect(optimizer.gradientNorm).toBe(0);
});

test('slots count as used by the steps of their optimizer', () => {
  const own = new Engine();
  own.run(() => {
    const { owned } = own.memory;
    const [p, other] = [parameter(zeros([1 << 16])), parameter(zeros([10]))];
    const optimizer = new Optimizer([p], adam());
    const unused: number[] = [];
    const step = () =>
      optimizer.step(() => {
        unused.push(owned.unusedBytes);
        return sum(square(p));
      });
    for (let i = 0; i < 3; i++) step();
    unused.push(owned.unusedBytes);
    for (const bytes of unused) expect(bytes).toBeLessThan(4 * p.size);
    differentiate([other], () => sum(other));
    // The numbers, the gradient and two slots.
    expect(owned.unusedBytes).toBeGreaterThanOrEqual(4 * 4 * p.size);
  });
});
