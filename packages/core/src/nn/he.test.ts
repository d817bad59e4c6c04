import { describe, expect, test } from 'vitest';
import { ArgumentError, ShapeError } from '../errors.js';
import { relu } from '../ops/activations/relu.js';
import { matmul } from '../ops/matmul.js';
import { seeded } from '../random/seeded.js';
import { initializerContract } from '../testing/initializer-contract.js';
import { cumulativeNormal } from '../testing/kolmogorov-smirnov.js';
import { gain } from './gain.js';
import { type HeOptions, heNormal, heUniform } from './he.js';
import { normal } from './initializers.js';

const shape = [200, 400] as const;
const cases: readonly (readonly [name: string, options: HeOptions, variance: number])[] = [
  ['', {}, 2 / 200],
  [' with the fan out', { fan: 'out' }, 2 / 400],
  [' for leakyRelu', { gain: gain('leakyRelu', { negativeSlope: 0.5 }) }, 2 / (1.25 * 200)],
];

for (const [name, options, variance] of cases) {
  const bound = Math.sqrt(3 * variance);
  const deviation = Math.sqrt(variance);
  initializerContract(
    { describe, test },
    {
      name: `heUniform${name}`,
      make: heUniform(options),
      shape,
      deviation,
      cumulative: (x) => (x / bound + 1) / 2,
      bounds: [-bound, bound],
    },
  );
  initializerContract(
    { describe, test },
    {
      name: `heNormal${name}`,
      make: heNormal(options),
      shape,
      deviation,
      cumulative: (x) => cumulativeNormal(x / deviation),
    },
  );
}

test('He keeps the size of activations through many layers of relu', () => {
  const random = seeded(1);
  let x = normal()([64, 256], random);
  for (let layer = 0; layer < 20; layer++) x = relu(matmul(x, heNormal()([256, 256], random)));
  const squares = x.toFloats().reduce((sum, number) => sum + number ** 2, 0) / x.size;
  expect(squares).toBeGreaterThan(0.4);
  expect(squares).toBeLessThan(2.5);
});

test('where inputs and outputs count, the shape must have both, which may be 0', () => {
  for (const [name, make] of Object.entries({ heUniform, heNormal })) {
    expect(() => make()([5], seeded(1))).toThrow(
      new ShapeError(
        name,
        'the shape [5] is not that of a weight; it must have two axes, [inputs, outputs].',
      ),
    );
    expect(make()([0, 3], seeded(1)).shape).toEqual([0, 3]);
  }
});

test('a fan is in or out', () => {
  const fan = JSON.parse('"average"') as 'in';
  expect(() => heNormal({ fan })([2, 3], seeded(1))).toThrow(
    new ArgumentError('heNormal', "there is no fan 'average'; it must be 'in' or 'out'."),
  );
});
