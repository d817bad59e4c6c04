import type { Group } from '@tbptt/core';
import { BenchError } from '../bench-error.js';
import type { Definition } from '../definition.js';
import type { Workload } from '../workload.js';
import { languageModel } from './language-model.js';
import { leNet } from './lenet.js';
import { perceptron } from './perceptron.js';
import { product } from './product.js';
import { sampling } from './sampling.js';
import { xor } from './xor.js';

/** A case on our packages, in a group of processes if it is given. */
export function workloadOf(definition: Definition, group?: Group): Workload {
  if (definition.kind === 'language model') return languageModel(definition, group);
  if (group !== undefined) throw new BenchError('only language models are trained by several processes');
  switch (definition.kind) {
    case 'sampling':
      return sampling(definition);
    case 'perceptron':
      return perceptron(definition);
    case 'lenet':
      return leNet(definition);
    case 'xor':
      return xor(definition);
    case 'product':
      return product(definition);
  }
}
