import type { Linear, TiedLinear } from '@tbptt/core';
import type { OptionNames } from '@tbptt/core/operation';
import { requireDrawing, requireSizes } from '../arguments.js';
import { MODEL_OPTIONS, RecurrentModel, type RecurrentModelOptions } from './recurrent-model.js';

/** Options of `CharLM`: those of a `RecurrentModel` whose outputs are its symbols. */
export type CharLMOptions = Omit<RecurrentModelOptions, 'input' | 'outputs' | 'head'>;

const { input: _input, outputs: _outputs, head: _head, ...rest } = MODEL_OPTIONS;
const NAMES: OptionNames<CharLMOptions> = rest;

/**
 * A character-level language model: symbols `[T, B]` to logits of the next symbol `[T, B, V]`. It
 * has recurrent layers, and a linear layer over the outputs of the last (Mikolov et al. 2010;
 * Graves 2013, arXiv:1308.0850). It is a `RecurrentModel` with as many outputs as inputs.
 */
export class CharLM extends RecurrentModel {
  declare readonly head: Linear | TiedLinear;

  /**
   * Makes a model of V symbols.
   *
   * @throws ArgumentError if a size or an option is not valid, by itself or beside the others
   */
  constructor(symbols: number, options: CharLMOptions) {
    requireSizes('CharLM', { 'the number of symbols': symbols });
    requireDrawing('CharLM', options, NAMES);
    super(symbols, { ...options, outputs: symbols });
  }
}
