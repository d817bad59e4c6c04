import { describe, test } from 'vitest';
import { differentiate } from '../../autodiff/differentiate.js';
import { parameter } from '../../tensor/parameter.js';
import { tensor } from '../../tensor/tensor.js';
import { activationContract } from '../../testing/activation-contract.js';
import { expectClose } from '../../testing/close.js';
import { sum } from '../reduce.js';
import { elu } from './elu.js';
import { selu } from './selu.js';

for (const alpha of [undefined, 0.5, 3]) {
  const height = alpha ?? 1;
  activationContract(
    { describe, test },
    {
      name: `elu with alpha ${height}`,
      apply: alpha === undefined ? elu : (x) => elu(x, { alpha }),
      value: (x) => (x > 0 ? x : height * Math.expm1(x)),
      slope: (x) => (x > 0 ? 1 : height * Math.exp(x)),
      limits: [
        { y: -height, slope: 0 },
        { y: Number.POSITIVE_INFINITY, slope: 1 },
      ],
      kinks: [0],
    },
  );
}

test('elu keeps its digits near zero', () => {
  expectClose(elu(tensor([2], [-1e-6, -1e-20])).toFloats(), [Math.expm1(-1e-6), -1e-20], {
    relative: 1e-6,
    absolute: 0,
  });
});

test('the gradients of elu and selu keep their digits far out', () => {
  const at = [-14, -18, -30, -80];
  for (const [op, scale] of [
    [elu, 1],
    [selu, 1.6732632423543772 * 1.0507009873554805],
  ] as const) {
    const x = parameter(tensor([4], at));
    differentiate([x], () => sum(op(x)));
    const expected = at.map((x) => scale * Math.exp(x));
    expectClose(x.gradient?.toFloats() ?? [], expected, { relative: 1e-6, absolute: 0 });
  }
});
