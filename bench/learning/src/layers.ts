import type { Random } from '@tbptt/core';
import { chrono, forgetBias, LSTM, orthogonalRecurrent, type RecurrentLayer, RNN } from '@tbptt/rnn';

/** An LSTM with orthogonal recurrent weights, its forget gate opened by a bias of 1. */
export function openLSTM(inputs: number, hidden: number, random: Random): RecurrentLayer {
  const layer = new LSTM(inputs, hidden, { random });
  orthogonalRecurrent(layer, { random });
  forgetBias(layer, 1);
  return layer;
}

/**
 * An LSTM with orthogonal recurrent weights, and biases of its gates by which its units' memories
 * last 1 to `longest` steps.
 */
export function chronoLSTM(inputs: number, hidden: number, longest: number, random: Random): RecurrentLayer {
  const layer = new LSTM(inputs, hidden, { random });
  orthogonalRecurrent(layer, { random });
  chrono(layer, { longest, random });
  return layer;
}

/** A plain recurrent layer, tanh, with orthogonal recurrent weights. */
export function plainRNN(inputs: number, hidden: number, random: Random): RecurrentLayer {
  const layer = new RNN(inputs, hidden, { random });
  orthogonalRecurrent(layer, { random });
  return layer;
}
