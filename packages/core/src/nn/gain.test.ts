import { expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { expectClose } from '../testing/close.js';
import { type GainName, gain } from './gain.js';

test('gains are the numbers that PyTorch gives', () => {
  const names = ['linear', 'sigmoid', 'tanh', 'relu', 'leakyRelu', 'selu'] as const;
  const expected = [1, 1, 1.6666666666666667, Math.SQRT2, 1.4141428569978354, 0.75];
  expectClose(
    names.map((name) => gain(name)),
    expected,
    { relative: 1e-15, absolute: 0 },
  );
  expectClose(gain('leakyRelu', { negativeSlope: 0.2 }), 1.3867504905630728, {
    relative: 1e-15,
    absolute: 0,
  });
  expectClose(gain('leakyRelu', { negativeSlope: 0 }), gain('relu'));
});

test('an activation without a gain is an error', () => {
  const name = JSON.parse('"softmax"') as GainName;
  expect(() => gain(name)).toThrow(
    new ArgumentError(
      'gain',
      "there is no gain for 'softmax'; there is one for linear, sigmoid, tanh, relu, leakyRelu and selu.",
    ),
  );
});
