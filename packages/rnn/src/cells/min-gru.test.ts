import { describe, test } from 'vitest';
import { cellContract } from '../testing.js';
import { MinGRU } from './min-gru.js';

cellContract(
  { describe, test },
  'MinGRU',
  (inputs, hidden, { random }) => new MinGRU(inputs, hidden, { random }),
);
cellContract(
  { describe, test },
  'MinGRU without biases',
  (inputs, hidden, { random }) => new MinGRU(inputs, hidden, { random, bias: false }),
);
