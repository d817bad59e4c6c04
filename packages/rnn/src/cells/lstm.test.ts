import { describe, test } from 'vitest';
import { cellContract } from '../testing.js';
import { LSTM } from './lstm.js';

cellContract(
  { describe, test },
  'LSTM',
  (inputs, hidden, { random }) => new LSTM(inputs, hidden, { random }),
);
cellContract(
  { describe, test },
  'LSTM without biases',
  (inputs, hidden, { random }) => new LSTM(inputs, hidden, { random, bias: false }),
);
cellContract(
  { describe, test },
  'LSTM with a projection',
  (inputs, hidden, { random }) => new LSTM(inputs, hidden, { random, projection: Math.max(1, hidden - 2) }),
);
