import { crossEntropy, type Group, type Random, seeded } from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import { adam, averageAcross, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import {
  CharLM,
  CoupledLSTM,
  GRU,
  type LayerClass,
  LSTM,
  MinGRU,
  MinLSTM,
  PeepholeLSTM,
  RNN,
  truncatedBPTT,
} from '@tbptt/rnn';
import { type CellName, type LanguageModelDefinition, type ModelSizes, SYMBOLS } from '../definition.js';
import type { Workload } from '../workload.js';

const CELLS: Readonly<Record<CellName, LayerClass>> = {
  RNN,
  LSTM,
  GRU,
  PeepholeLSTM,
  CoupledLSTM,
  MinGRU,
  MinLSTM,
};

/** Windows in the text; then it is read from its start again. */
const WINDOWS = 100;

/**
 * One repetition is a training step: forward, loss, backward, clipping, Adam; the state is carried
 * to the next. In a group each process has its share of the lanes.
 */
export function languageModel(definition: LanguageModelDefinition, group?: Group): Workload {
  const { lanes, window, windows = WINDOWS } = definition;
  const random = seeded(1);
  const model = characterModel(definition, random);
  const ids = text(windows * lanes * window + 1, random);
  const stream = new Lanes(ids, { lanes, ...(group && { group }) });
  const optimizer = new Optimizer(model, [
    ...(group === undefined ? [] : [averageAcross(group, { weight: stream.lanes })]),
    clipByGlobalNorm(5),
    adam({ learningRate: 2e-3 }),
  ]);
  const epochs = Number.MAX_SAFE_INTEGER;
  const updates = truncatedBPTT(model, stream, { k1: window, optimizer, loss: crossEntropy, epochs });
  return {
    size: lanes * window,
    run: () => {
      updates.next();
    },
  };
}

/** The model of a case, with V symbols. */
export function characterModel({ cell, layers, hidden }: ModelSizes, random: Random): CharLM {
  return new CharLM(SYMBOLS, { hidden, layers, cell: CELLS[cell], random });
}

/**
 * Symbols in which frequent ones are frequent, as in a text: the rank of a symbol is the product of
 * two uniform numbers.
 */
function text(length: number, random: Random): Int32Array {
  return Int32Array.from({ length }, () => Math.floor(random.float() * random.float() * SYMBOLS));
}
