import { expect, test } from 'vitest';
import * as data from './index.js';

test('the package exports these names', () => {
  expect(Object.keys(data).toSorted()).toMatchInlineSnapshot(`
    [
      "BatchCountError",
      "DataError",
      "DuplicateSymbolError",
      "EmptyTextError",
      "EmptyVocabularyError",
      "IGNORED",
      "IdOutOfRangeError",
      "LaneCountError",
      "Lanes",
      "LoneSurrogateError",
      "NotASymbolError",
      "REBER_SYMBOLS",
      "RowError",
      "SequenceError",
      "SplitShareError",
      "TEMPORAL_ORDER_SYMBOLS",
      "TaskOptionError",
      "TextTooShortError",
      "UnknownReplacementError",
      "UnknownSymbolError",
      "Vocabulary",
      "VocabularyFormatError",
      "WindowRangeError",
      "addingProblem",
      "batches",
      "continualReber",
      "copyMemory",
      "embeddedReberString",
      "gatherRows",
      "mackeyGlass",
      "nextSymbols",
      "padSequences",
      "parity",
      "reberString",
      "split",
      "temporalOrder",
      "xor",
    ]
  `);
});

test('every error of the package is a DataError with the name of its class', () => {
  const classes = Object.entries(data).filter(([name]) => name.endsWith('Error') && name !== 'DataError');
  expect(classes.length).toBeGreaterThan(0);
  for (const [, error] of classes) expect(Object.getPrototypeOf(error)).toBe(data.DataError);
  expect(new data.EmptyTextError().name).toBe('EmptyTextError');
});
