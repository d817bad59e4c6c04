import { expect, test } from 'vitest';
import * as checkpoint from './checkpoint.js';
import * as rnn from './index.js';
import * as inspection from './inspection.js';
import * as online from './online.js';
import * as sequences from './sequence-to-sequence.js';
import * as testing from './testing.js';

test('the package exports these names', () => {
  expect(Object.keys(rnn).toSorted()).toMatchInlineSnapshot(`
    [
      "Bidirectional",
      "CharLM",
      "CoupledLSTM",
      "GRU",
      "GRUResetBefore",
      "IndRNN",
      "LSTM",
      "LayerNormLSTM",
      "LearnedState",
      "LockedDropout",
      "MinGRU",
      "MinLSTM",
      "NGramFeatures",
      "OperationLayer",
      "PeepholeLSTM",
      "RNN",
      "RecurrentLayer",
      "RecurrentModel",
      "Stack",
      "Zoneout",
      "activationPenalty",
      "asyncStream",
      "beamSearch",
      "bidirectional",
      "cell",
      "chrono",
      "closedLoop",
      "flattenState",
      "forgetBias",
      "gatherLanes",
      "gradientByLag",
      "inputProduct",
      "iterableStream",
      "lastStep",
      "orthogonalRecurrent",
      "randomWindows",
      "restoreState",
      "reverseTime",
      "sample",
      "selectLanes",
      "slidingWindowBPTT",
      "suggestWindow",
      "symbolProbabilities",
      "takeLanes",
      "temporalActivationPenalty",
      "truncatedBPTT",
      "truncationError",
      "validate",
      "validation",
      "withNGrams",
      "zeroPadding",
    ]
  `);
});

test('the entry for tests exports these names', () => {
  expect(Object.keys(testing).toSorted()).toMatchInlineSnapshot(`
    [
      "InfluenceBalancing",
      "cellContract",
      "stepByOperations",
      "truncatedGradcheck",
    ]
  `);
});

test('the entry for checkpoints exports these names', () => {
  expect(Object.keys(checkpoint).toSorted()).toEqual([
    'decodeCheckpoint',
    'encodeCheckpoint',
    'restoreCheckpoint',
  ]);
});

test('the entry for inspection exports these names', () => {
  expect(Object.keys(inspection).toSorted()).toEqual([
    'chooseUnits',
    'inspectUnits',
    'studyUnits',
    'textFeatures',
  ]);
});

test('the entry for sequences to sequences exports these names', () => {
  expect(Object.keys(sequences).toSorted()).toEqual(['AttentionDecoder', 'EncoderDecoder']);
});

test('the entry for learning beyond truncation exports these names', () => {
  expect(Object.keys(online).toSorted()).toEqual([
    'adaptiveTruncation',
    'byteBudget',
    'eprop',
    'kroneckerFactored',
    'online',
    'randomTruncation',
    'rtrl',
    'snap',
    'uoro',
  ]);
});
