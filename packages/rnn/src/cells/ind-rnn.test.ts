import { describe, test } from 'vitest';
import { cellContract } from '../testing.js';
import { IndRNN } from './ind-rnn.js';

cellContract(
  { describe, test },
  'IndRNN',
  (inputs, hidden, { random }) => new IndRNN(inputs, hidden, { random }),
);
cellContract(
  { describe, test },
  'IndRNN without biases',
  (inputs, hidden, { random }) => new IndRNN(inputs, hidden, { random, bias: false }),
);
