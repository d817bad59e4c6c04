import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../errors.js';
import { zeros } from '../../tensor/tensor.js';
import { activationContract } from '../../testing/activation-contract.js';
import { type GeluOptions, gelu } from './gelu.js';

const limits = [
  { y: 0, slope: 0 },
  { y: Number.POSITIVE_INFINITY, slope: 1 },
] as const;

const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** `½ + φ(x) (x + x³/3 + x⁵/15 + ...)`. */
function cumulative(x: number): number {
  if (Math.abs(x) > 9) return x < 0 ? 0 : 1;
  let term = x;
  let sum = 0;
  for (let odd = 1; odd < 400; odd += 2) {
    sum += term;
    term *= (x * x) / (odd + 2);
  }
  return 0.5 + density(x) * sum;
}

for (const [name, apply] of [
  ['gelu', gelu],
  ["gelu with approximate: 'none'", (x) => gelu(x, { approximate: 'none' })],
] as const satisfies readonly (readonly [string, typeof gelu])[]) {
  activationContract(
    { describe, test },
    {
      name,
      apply,
      value: (x) => x * cumulative(x),
      slope: (x) => cumulative(x) + x * density(x),
      limits,
    },
  );
}

const inner = (x: number) => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
const innerSlope = (x: number) => Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x ** 2);

activationContract(
  { describe, test },
  {
    name: "gelu with approximate: 'tanh'",
    apply: (x) => gelu(x, { approximate: 'tanh' }),
    value: (x) => 0.5 * x * (1 + Math.tanh(inner(x))),
    slope: (x) => {
      const t = Math.tanh(inner(x));
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * innerSlope(x);
    },
    limits,
  },
);

test('gelu knows two approximations', () => {
  const approximate = JSON.parse('"erf"') as NonNullable<GeluOptions['approximate']>;
  expect(() => gelu(zeros([1]), { approximate })).toThrow(
    new ArgumentError('gelu', "there is no approximation 'erf'; it must be 'none' or 'tanh'."),
  );
});
