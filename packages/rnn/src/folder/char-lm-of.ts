import { seeded } from '@tbptt/core';
import { CharLM } from '../models/char-lm.js';
import type { Cells, FolderConfig } from './format.js';

/** Makes a model of the sizes of a configuration, whose cell is one of those given. */
export function charLMOf(config: FolderConfig, cells: Cells): CharLM {
  const cell = cells[config.cell];
  return new CharLM(config.vocab_size, {
    random: seeded(0), // all numbers are replaced
    hidden: config.hidden_size,
    layers: config.num_hidden_layers,
    tied: config.tie_word_embeddings,
    residual: config.residual,
    ...(cell !== undefined && { cell }),
    ...(config.embedding_size !== null && { embedding: config.embedding_size }),
  });
}
