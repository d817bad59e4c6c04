import { Dropout, type DropoutOptions, type Random } from '@tbptt/core';
import { CharLM, type LayerClass, type LockedDropout, withNGrams } from '@tbptt/rnn';
import { type Architecture, cells } from './settings.js';

/** The generators and layers that a model is made with besides its architecture. */
interface ModelParts {
  /** Draws the initial weights. */
  readonly random: Random;
  /** The masks of the dropout of n-gram vectors. Default: nothing is dropped. */
  readonly masks?: DropoutOptions;
  /** What is applied between layers. Default: nothing. */
  readonly between?: LockedDropout;
}

/** Returns a new model of an architecture, which reads and predicts V symbols. */
export function modelOf(
  { cell, hidden, layers, embedding, tied, nGrams }: Architecture,
  symbols: number,
  { random, masks, between }: ModelParts,
): CharLM {
  return new CharLM(symbols, {
    hidden,
    layers,
    tied,
    cell: layerClassOf(cell, nGrams, masks),
    random,
    ...(embedding !== undefined && { embedding }),
    ...(between && { between }),
  });
}

/** The dropout of n-gram vectors. Without it the head would learn the text by heart. */
const N_GRAM_DROPOUT = 0.3;

function layerClassOf(
  cell: Architecture['cell'],
  nGrams: number | undefined,
  masks: DropoutOptions | undefined,
): LayerClass {
  if (nGrams === undefined) return cells[cell];
  const dropout = masks && new Dropout(N_GRAM_DROPOUT, masks);
  return withNGrams(cells[cell], { size: nGrams, ...(dropout && { dropout }) });
}
