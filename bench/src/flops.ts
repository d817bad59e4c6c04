import { type CellName, type Definition, type ModelSizes, SYMBOLS } from './definition.js';

/** The blocks of H columns that a cell's input weights have, and those that its recurrent weights have. */
const BLOCKS: Readonly<Record<CellName, { readonly input: number; readonly recurrent: number }>> = {
  RNN: { input: 1, recurrent: 1 },
  LSTM: { input: 4, recurrent: 4 },
  GRU: { input: 3, recurrent: 3 },
  PeepholeLSTM: { input: 4, recurrent: 4 },
  CoupledLSTM: { input: 3, recurrent: 3 },
  MinGRU: { input: 2, recurrent: 0 },
  MinLSTM: { input: 3, recurrent: 0 },
};

/**
 * The floating-point operations of all matrix products in one unit of a case's work (a character, a
 * sample, a step, a product), a multiplication and an addition as two. What a one-hot input
 * multiplies is a row gather and counts nothing; pointwise work is left out too.
 */
export function flopsOf(definition: Definition): number {
  switch (definition.kind) {
    case 'language model':
      // The products of the backward pass are twice those of the forward pass.
      return 3 * forwardOf(definition);
    case 'sampling':
      return forwardOf(definition);
    case 'perceptron': {
      const layers = definition.sizes
        .slice(1)
        .map((size, index) => 2 * size * (definition.sizes[index] ?? 0));
      const all = layers.reduce((sum, layer) => sum + layer, 0);
      return 3 * all - (layers[0] ?? 0); // the inputs need no gradient
    }
    case 'lenet': {
      const first = 2 * 28 * 28 * 6 * 25; // the inputs need no gradient
      const others = 2 * (10 * 10 * 16 * 6 * 25 + 400 * 120 + 120 * 84 + 84 * 10);
      return 2 * first + 3 * others;
    }
    case 'xor':
      return 4 * (3 * 2 * 3 * definition.hidden - 2 * 2 * definition.hidden);
    case 'product':
      return 2 * definition.rows * definition.depth * definition.columns;
  }
}

/**
 * The products of one character's way forward: recurrent, input (from the second layer on) and to
 * the logits.
 */
function forwardOf({ cell, layers, hidden }: ModelSizes): number {
  const { input, recurrent } = BLOCKS[cell];
  const blocks = layers * recurrent + (layers - 1) * input;
  return 2 * (blocks * hidden * hidden + hidden * SYMBOLS);
}
