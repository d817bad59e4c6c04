import { expect, test } from 'vitest';
import * as optim from './index.js';

test('@tbptt/optim exports these values', () => {
  expect(Object.keys(optim).toSorted()).toMatchInlineSnapshot(`
    [
      "NonFiniteGradientError",
      "Optimizer",
      "OptimizerStateError",
      "adadelta",
      "adagrad",
      "adam",
      "adamax",
      "adamw",
      "clipByGlobalNorm",
      "clipByValue",
      "constant",
      "cosine",
      "exponential",
      "l1Decay",
      "maximize",
      "momentum",
      "nadam",
      "radam",
      "rmsprop",
      "rprop",
      "scaleByAdadelta",
      "scaleByAdagrad",
      "scaleByAdam",
      "scaleByAdamax",
      "scaleByLearningRate",
      "scaleByNAdam",
      "scaleByRAdam",
      "scaleByRMS",
      "scaleByRprop",
      "sgd",
      "stepDecay",
      "transform",
      "weightDecay",
    ]
  `);
});
