import { describe, test } from 'vitest';
import { tensor } from '../../tensor/tensor.js';
import { activationContract } from '../../testing/activation-contract.js';
import { expectClose } from '../../testing/close.js';
import { sigmoid } from './sigmoid.js';

const value = (x: number) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));

activationContract(
  { describe, test },
  {
    name: 'sigmoid',
    apply: sigmoid,
    value,
    slope: (x) => value(x) * value(-x),
    limits: [
      { y: 0, slope: 0 },
      { y: 1, slope: 0 },
    ],
  },
);

test('sigmoid keeps its digits far out on the negative side', () => {
  const far = [-30, -60, -80];
  expectClose(sigmoid(tensor([3], far)).toFloats(), far.map(Math.exp), { relative: 1e-6, absolute: 0 });
});
