import type { Definition } from '../definition.js';
import type { Workload } from '../workload.js';
import { languageModel } from './language-model.js';
import { leNet } from './lenet.js';
import { perceptron } from './perceptron.js';
import { product } from './product.js';
import { sampling } from './sampling.js';
import { xor } from './xor.js';

/** A case on our packages. */
export function workloadOf(definition: Definition): Workload {
  switch (definition.kind) {
    case 'language model':
      return languageModel(definition);
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
