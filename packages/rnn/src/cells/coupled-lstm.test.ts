import { describe, test } from 'vitest';
import { cellContract } from '../testing.js';
import { CoupledLSTM } from './coupled-lstm.js';

cellContract(
  { describe, test },
  'CoupledLSTM',
  (inputs, hidden, { random }) => new CoupledLSTM(inputs, hidden, { random }),
);
cellContract(
  { describe, test },
  'CoupledLSTM without biases',
  (inputs, hidden, { random }) => new CoupledLSTM(inputs, hidden, { random, bias: false }),
);
