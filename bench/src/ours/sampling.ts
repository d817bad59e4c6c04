import { seeded } from '@tbptt/core';
import { sample } from '@tbptt/rnn';
import type { SamplingDefinition } from '../definition.js';
import type { Workload } from '../workload.js';
import { characterModel } from './language-model.js';

/** One repetition draws a symbol from the distribution that the model gives, and reads it. */
export function sampling(definition: SamplingDefinition): Workload {
  const random = seeded(1);
  const symbols = sample(characterModel(definition, random), { random, prime: [0] });
  return {
    size: 1,
    run: () => {
      symbols.next();
    },
  };
}
