import { CoupledLSTM } from '../cells/coupled-lstm.js';
import { GRU } from '../cells/gru.js';
import { GRUResetBefore } from '../cells/gru-reset-before.js';
import { IndRNN } from '../cells/ind-rnn.js';
import { LayerNormLSTM } from '../cells/layer-norm-lstm.js';
import { LSTM } from '../cells/lstm.js';
import { MinGRU } from '../cells/min-gru.js';
import { MinLSTM } from '../cells/min-lstm.js';
import { PeepholeLSTM } from '../cells/peephole-lstm.js';
import { RNN } from '../cells/rnn.js';
import type { LayerFactory } from './cell-setting.js';

/** All cells, for what holds of each. A new cell has a row here. */
export const ALL_CELLS: Record<string, LayerFactory> = {
  RNN: (D, H, { random }) => new RNN(D, H, { random }),
  'RNN with relu': (D, H, { random }) => new RNN(D, H, { random, nonlinearity: 'relu' }),
  LSTM: (D, H, { random }) => new LSTM(D, H, { random }),
  'LSTM with a projection': (D, H, { random }) => new LSTM(D, H, { random, projection: Math.ceil(H / 2) }),
  PeepholeLSTM: (D, H, { random }) => new PeepholeLSTM(D, H, { random }),
  CoupledLSTM: (D, H, { random }) => new CoupledLSTM(D, H, { random }),
  LayerNormLSTM: (D, H, { random }) => new LayerNormLSTM(D, H, { random }),
  GRU: (D, H, { random }) => new GRU(D, H, { random }),
  GRUResetBefore: (D, H, { random }) => new GRUResetBefore(D, H, { random }),
  MinGRU: (D, H, { random }) => new MinGRU(D, H, { random }),
  MinLSTM: (D, H, { random }) => new MinLSTM(D, H, { random }),
  IndRNN: (D, H, { random }) => new IndRNN(D, H, { random }),
};
