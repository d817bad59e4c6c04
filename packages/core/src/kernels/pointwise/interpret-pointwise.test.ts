import { describe, expect, test } from 'vitest';
import { add, less, mul, operand, select, sigmoid, sub, tanh } from '../../equation/build.js';
import type { PointwiseProgram } from '../../equation/program.js';
import { LinearMemory, type Precision } from '../../memory/linear-memory.js';
import { ArgumentBlock } from './argument-block.js';
import { interpretPointwise } from './interpret-pointwise.js';

const [a, b, c] = [operand('a'), operand('b'), operand('c')];

/** Two rows of three elements each: a full operand, a row, a uniform; a result, a sum over rows. */
const program: PointwiseProgram = {
  name: 'example',
  inputs: [
    { name: 'a', kind: 'full' },
    { name: 'b', kind: 'row' },
    { name: 'c', kind: 'uniform' },
  ],
  outputs: [
    { name: 'y', kind: 'full', mode: 'assign', value: add(mul(a, b), c) },
    { name: 'z', kind: 'full', mode: 'accumulate', value: sub(a, c) },
    { name: 's', kind: 'row', mode: 'accumulate', value: mul(a, b) },
  ],
};

function setUp(precision: Precision, { rowElements = 3 } = {}) {
  const memory = new LinearMemory(precision);
  const { elementBytes } = memory;
  const block = ArgumentBlock.inArena(memory, program);
  const allocate = (elements: number) => {
    const address = memory.blocks.allocate(elements * elementBytes);
    memory.clear(address, elements);
    return address;
  };
  const addresses = { a: allocate(12), b: allocate(3), y: allocate(12), z: allocate(12), s: allocate(6) };
  const slots: readonly (readonly [slot: number, address: number])[] = [
    [0, addresses.a],
    [1, addresses.b],
    [3, addresses.y],
    [4, addresses.z],
    [5, addresses.s],
  ];
  for (const [slot, address] of slots) {
    block.setArray(slot, address, rowElements * elementBytes);
  }
  block.setUniform(2, 0.1);
  return { memory, block: block.address, addresses };
}

describe.each(['single', 'double'] as const)('the reference kernel in %s precision', (precision) => {
  const round = precision === 'single' ? Math.fround : (x: number) => x;

  test('broadcasts rows and uniforms, adds where it accumulates, and sums over rows', () => {
    const { memory, block, addresses } = setUp(precision);
    memory.view(addresses.a, 6).set([1, 2, 3, 4, 5, 6]);
    memory.view(addresses.b, 3).set([10, 20, 30]);
    memory.view(addresses.z, 6).fill(100);
    memory.doubles.fill(1, addresses.s / 8, addresses.s / 8 + 3);
    interpretPointwise(program, memory).run(2, 3, block, 0);
    const uniform = round(0.1);
    expect([...memory.view(addresses.y, 6)]).toEqual(
      [10, 40, 90, 40, 100, 180].map((x) => round(x + uniform)),
    );
    expect([...memory.view(addresses.z, 6)]).toEqual(
      [1, 2, 3, 4, 5, 6].map((x) => round(100 + (x - uniform))),
    );
    const sums = memory.doubles.slice(addresses.s / 8, addresses.s / 8 + 3);
    expect(sums).toEqual(new Float64Array([51, 141, 271]));
  });

  test('leaves alone what lies between rows', () => {
    const { memory, block, addresses } = setUp(precision, { rowElements: 5 });
    memory.view(addresses.a, 12).fill(1);
    interpretPointwise(program, memory).run(2, 3, block, 0);
    expect([...memory.view(addresses.z, 12)].map((z) => z !== 0)).toEqual(
      [1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0].map(Boolean),
    );
  });

  test('does nothing for no rows and for empty rows', () => {
    const { memory, block, addresses } = setUp(precision);
    const kernel = interpretPointwise(program, memory);
    kernel.run(0, 3, block, 0);
    kernel.run(2, 0, block, 0);
    expect([...memory.view(addresses.z, 6)]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

test('the reference computes in double precision what expressions say', () => {
  const { memory, block, addresses } = setUp('double');
  const value = select(less(a, b), tanh(mul(a, c)), sigmoid(add(a, c)));
  const outputs = [{ name: 'y', kind: 'full', mode: 'assign', value } as const];
  memory.view(addresses.a, 3).set([-1, 0.5, 2]);
  memory.view(addresses.b, 3).set([0, 0, 3]);
  interpretPointwise({ ...program, outputs }, memory).run(1, 3, block, 0);
  expect([...memory.view(addresses.y, 3)]).toEqual([
    Math.tanh(-0.1),
    1 / (1 + Math.exp(-0.6)),
    Math.tanh(0.2),
  ]);
});
