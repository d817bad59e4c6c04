import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.js';
import { seeded } from '../random/seeded.js';
import { initializerContract } from '../testing/initializer-contract.js';
import { cumulativeNormal } from '../testing/kolmogorov-smirnov.js';
import { gain } from './gain.js';
import { xavierNormal, xavierUniform } from './xavier.js';

const shape = [200, 400] as const;

for (const [name, scale] of [
  ['', 1],
  [' with the gain of tanh', 5 / 3],
] as const) {
  const bound = scale * Math.sqrt(6 / 600);
  const deviation = scale * Math.sqrt(2 / 600);
  const make =
    scale === 1
      ? ([xavierUniform(), xavierNormal()] as const)
      : ([xavierUniform(gain('tanh')), xavierNormal(gain('tanh'))] as const);
  initializerContract(
    { describe, test },
    {
      name: `xavierUniform${name}`,
      make: make[0],
      shape,
      deviation,
      cumulative: (x) => (x / bound + 1) / 2,
      bounds: [-bound, bound],
    },
  );
  initializerContract(
    { describe, test },
    {
      name: `xavierNormal${name}`,
      make: make[1],
      shape,
      deviation,
      cumulative: (x) => cumulativeNormal(x / deviation),
    },
  );
}

test('where inputs and outputs count, the shape must have both, which may be 0', () => {
  for (const [name, make] of Object.entries({ xavierUniform, xavierNormal })) {
    for (const wrong of [[5], [2, 3, 4], []]) {
      expect(() => make()(wrong, seeded(1))).toThrow(
        new ShapeError(
          name,
          `the shape [${wrong.join(', ')}] is not that of a weight; it must have two axes, [inputs, outputs].`,
        ),
      );
    }
    expect(make()([0, 0], seeded(1)).shape).toEqual([0, 0]);
  }
});
