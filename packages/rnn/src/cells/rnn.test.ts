import { seeded } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { cellContract } from '../testing.js';
import { RNN, type RNNOptions } from './rnn.js';

cellContract({ describe, test }, 'RNN', (inputs, hidden, { random }) => new RNN(inputs, hidden, { random }));
cellContract(
  { describe, test },
  'RNN with relu',
  (inputs, hidden, { random }) => new RNN(inputs, hidden, { random, nonlinearity: 'relu' }),
);

test('an unknown nonlinearity is refused with the ones there are', () => {
  const options: RNNOptions = { random: seeded(1), nonlinearity: JSON.parse('"sine"') as 'tanh' };
  expect(() => new RNN(2, 3, options)).toThrow(
    "RNN: the nonlinearity is 'sine'; it must be 'tanh' or 'relu'.",
  );
});
