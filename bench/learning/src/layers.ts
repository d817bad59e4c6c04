import { type Random, zeros } from '@tbptt/core';
import { cell, chrono, forgetBias, LSTM, orthogonalRecurrent, RecurrentLayer, RNN } from '@tbptt/rnn';

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

const linear = cell({
  name: 'linear RNN',
  gates: { a: 'sum' },
  states: ['h'],
  equation: ({ a }) => ({ h: a }),
});

/**
 * A recurrent layer without a nonlinearity, `h' = x W + h U + b`, with orthogonal recurrent weights
 * and biases of 0: its state turns from step to step and keeps what it has read (Henaff, Szlam &
 * LeCun 2016, arXiv:1602.06662).
 */
export function linearRNN(inputs: number, hidden: number, random: Random): RecurrentLayer {
  const layer = new RecurrentLayer(linear, inputs, hidden, { random });
  orthogonalRecurrent(layer, { random });
  for (const bias of [layer.biasIh, layer.biasHh]) bias?.assign(zeros(bias.shape));
  return layer;
}
