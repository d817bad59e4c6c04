/** The row of the padding symbol stays where it is, whatever else moves the weights. */
import { Embedding, indices, seeded, square, sum } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import * as optim from './index.js';

const [learningRate, weightDecay] = [0.1, 0.1];
const chains: Readonly<Record<string, optim.Chain>> = {
  sgd: optim.sgd({ learningRate }),
  'momentum and decay': optim.sgd({ learningRate, momentum: 0.9, weightDecay }),
  "Nesterov's momentum": optim.sgd({ learningRate, momentum: 0.9, nesterov: true }),
  L1: [optim.l1Decay(0.1), optim.sgd({ learningRate })],
  'L1 after Adam': [optim.scaleByAdam(), optim.l1Decay(0.1), optim.scaleByLearningRate(learningRate)],
  adam: optim.adam({ learningRate, weightDecay }),
  adamw: optim.adamw({ learningRate, weightDecay }),
  nadam: optim.nadam({ learningRate, weightDecay }),
  radam: optim.radam({ learningRate, weightDecay }),
  adamax: optim.adamax({ learningRate, weightDecay }),
  adagrad: optim.adagrad({ learningRate, weightDecay }),
  adadelta: optim.adadelta({ learningRate, weightDecay }),
  rmsprop: optim.rmsprop({ learningRate, momentum: 0.9, centered: true, weightDecay }),
  asgd: optim.asgd({ learningRate, weightDecay }),
  rprop: optim.rprop({ learningRate }),
  'adaptive clipping': [optim.clipAdaptively(0.01), optim.adam({ learningRate })],
  'averaged weights': [optim.adam({ learningRate }), optim.averageWeights({ decay: 0.9 })],
};

describe.each(Object.entries(chains))('%s', (_, chain) => {
  test('leaves a padding row of zeros at zero, and trains the others', () => {
    const embedding = new Embedding(4, 3, { random: seeded(1), paddingIndex: 2 });
    const before = embedding.weight.toNested() as number[][];
    const optimizer = new optim.Optimizer(embedding, chain);
    const ids = indices([6], [0, 2, 1, 2, 3, 2]);
    for (let step = 0; step < 20; step++) optimizer.step(() => sum(square(embedding.forward(ids))));
    const after = embedding.weight.toNested() as number[][];
    expect(after[2]?.map(Math.abs)).toEqual([0, 0, 0]);
    for (const row of [0, 1, 3]) expect(after[row]).not.toEqual(before[row]);
  });
});
