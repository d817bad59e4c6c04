import { describe, test } from 'vitest';
import { cellContract } from '../testing.js';
import { MinLSTM } from './min-lstm.js';

cellContract(
  { describe, test },
  'MinLSTM',
  (inputs, hidden, { random }) => new MinLSTM(inputs, hidden, { random }),
);
cellContract(
  { describe, test },
  'MinLSTM without biases',
  (inputs, hidden, { random }) => new MinLSTM(inputs, hidden, { random, bias: false }),
);
