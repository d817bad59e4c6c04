import { describe, test } from 'vitest';
import { tensor } from '../../tensor/tensor.js';
import { activationContract } from '../../testing/activation-contract.js';
import { expectClose } from '../../testing/close.js';
import { tanh } from './tanh.js';

activationContract(
  { describe, test },
  {
    name: 'tanh',
    apply: tanh,
    value: Math.tanh,
    slope: (x) => 1 / Math.cosh(x) ** 2,
    limits: [
      { y: -1, slope: 0 },
      { y: 1, slope: 0 },
    ],
  },
);

test('tanh keeps its digits near zero', () => {
  expectClose(tanh(tensor([2], [1e-6, -1e-20])).toFloats(), [1e-6, -1e-20], { relative: 1e-6, absolute: 0 });
});
