import { expect, test } from 'vitest';
import * as optim from './index.js';
import * as testing from './testing.js';

test('@tbptt/optim exports these values', () => {
  expect(Object.keys(optim).toSorted()).toMatchInlineSnapshot(`
    [
      "Convergence",
      "EarlyStopping",
      "Optimizer",
      "ReduceOnPlateau",
      "adadelta",
      "adagrad",
      "adam",
      "adamax",
      "adamw",
      "asgd",
      "averageAcross",
      "averageWeights",
      "clipAdaptively",
      "clipByGlobalNorm",
      "clipByParameterNorm",
      "clipByValue",
      "constant",
      "constantFactor",
      "cosine",
      "cosineAnnealing",
      "cosineRestarts",
      "cyclic",
      "exponential",
      "fit",
      "groups",
      "l1Decay",
      "lambda",
      "linear",
      "maximize",
      "momentum",
      "multiStep",
      "nadam",
      "norm",
      "oneCycle",
      "polynomial",
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
      "sequential",
      "sgd",
      "stepDecay",
      "trainOnBatches",
      "transform",
      "warmup",
      "weightDecay",
    ]
  `);
});

test('@tbptt/optim/testing exports these values', () => {
  expect(Object.keys(testing).toSorted()).toMatchInlineSnapshot(`
    [
      "optimizerContract",
    ]
  `);
});
