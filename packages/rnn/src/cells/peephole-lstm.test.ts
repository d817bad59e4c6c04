import { describe, test } from 'vitest';
import { cellContract } from '../testing.js';
import { PeepholeLSTM } from './peephole-lstm.js';

cellContract(
  { describe, test },
  'PeepholeLSTM',
  (inputs, hidden, { random }) => new PeepholeLSTM(inputs, hidden, { random }),
);
cellContract(
  { describe, test },
  'PeepholeLSTM without biases',
  (inputs, hidden, { random }) => new PeepholeLSTM(inputs, hidden, { random, bias: false }),
);
