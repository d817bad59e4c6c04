import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../errors.js';
import { zeros } from '../../tensor/tensor.js';
import { activationContract } from '../../testing/activation-contract.js';
import { type HardTanhOptions, hardTanh } from './hard-tanh.js';

const cases: readonly HardTanhOptions[] = [{}, { minVal: -0.5, maxVal: 2 }, { minVal: 0, maxVal: 6 }];

for (const options of cases) {
  const { minVal = -1, maxVal = 1 } = options;
  activationContract(
    { describe, test },
    {
      name: `hardTanh between ${minVal} and ${maxVal}`,
      apply: (x) => hardTanh(x, options),
      value: (x) => Math.min(Math.max(x, minVal), maxVal),
      slope: (x) => (minVal < x && x < maxVal ? 1 : 0),
      limits: [
        { y: minVal, slope: 0 },
        { y: maxVal, slope: 0 },
      ],
      kinks: [minVal, maxVal],
    },
  );
}

test('hardTanh needs bounds in order', () => {
  for (const [minVal, maxVal] of [
    [2, 1],
    [Number.NaN, 1],
  ] as const) {
    expect(() => hardTanh(zeros([1]), { minVal, maxVal })).toThrow(
      new ArgumentError(
        'hardTanh',
        `minVal is ${minVal}, maxVal ${maxVal}; minVal must not be above maxVal.`,
      ),
    );
  }
});
