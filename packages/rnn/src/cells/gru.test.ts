import { describe, test } from 'vitest';
import { cellContract } from '../testing.js';
import { GRU } from './gru.js';

cellContract({ describe, test }, 'GRU', (inputs, hidden, { random }) => new GRU(inputs, hidden, { random }));
cellContract(
  { describe, test },
  'GRU without biases',
  (inputs, hidden, { random }) => new GRU(inputs, hidden, { random, bias: false }),
);
