import { expect, test } from 'vitest';
import * as data from './index.js';

test('the package exports these names', () => {
  expect(Object.keys(data).toSorted()).toMatchInlineSnapshot(`
    [
      "ArgumentError",
      "DataError",
      "FormatError",
      "IGNORED",
      "Lanes",
      "REBER_SYMBOLS",
      "Scaler",
      "Series",
      "ShapeError",
      "ShuffleBuffer",
      "TEMPORAL_ORDER_SYMBOLS",
      "UnknownSymbolError",
      "Vocabulary",
      "addingProblem",
      "batches",
      "batchesByLength",
      "chronologicalSplit",
      "continualReber",
      "copyMemory",
      "decodeStream",
      "embeddedReberString",
      "gatherRows",
      "mackeyGlass",
      "nGramBits",
      "nextSymbols",
      "padSequences",
      "padSeries",
      "parity",
      "reberString",
      "split",
      "stratifiedSplit",
      "temporalOrder",
      "xor",
    ]
  `);
});

test('every error of the package is a DataError that is known by its name and carries the facts', () => {
  const { ArgumentError, FormatError, ShapeError, UnknownSymbolError } = data;
  const kinds = { ArgumentError, FormatError, ShapeError, UnknownSymbolError };
  const exported = Object.keys(data).filter((name) => name.endsWith('Error') && name !== 'DataError');
  expect(exported.toSorted()).toEqual(Object.keys(kinds));
  for (const [name, Kind] of Object.entries(kinds)) {
    const error = new Kind('Lanes', 'they must be equal.', { lanes: 3 });
    expect(error).toBeInstanceOf(data.DataError);
    expect(error).toMatchObject({
      name,
      operation: 'Lanes',
      rule: 'they must be equal.',
      message: 'Lanes: they must be equal.',
      facts: { lanes: 3 },
    });
    expect(Object.keys(error)).not.toContain('facts');
  }
});
