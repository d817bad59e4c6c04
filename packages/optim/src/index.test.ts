import { expect, test } from 'vitest';
import * as optim from './index.js';

test('@tbptt/optim exports these values', () => {
  expect(Object.keys(optim).toSorted()).toMatchInlineSnapshot(`
    [
      "NonFiniteGradientError",
      "Optimizer",
      "OptimizerStateError",
      "adagrad",
      "adam",
      "adamw",
      "clipByGlobalNorm",
      "clipByValue",
      "constant",
      "cosine",
      "exponential",
      "momentum",
      "rmsprop",
      "scaleByAdagrad",
      "scaleByAdam",
      "scaleByLearningRate",
      "scaleByRMS",
      "sgd",
      "stepDecay",
      "transform",
      "weightDecay",
    ]
  `);
});
