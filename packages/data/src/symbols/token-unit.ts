import { requireWholePairs } from '../code-points.js';
import { ArgumentError } from '../errors.js';
import type { Unit } from './symbol-table.js';
import { TextTable } from './text-table.js';

const refuse = (operation: string): never => {
  throw new ArgumentError(
    operation,
    'a text was given, but the symbols are tokens, into which only the caller can cut it; pass the list of tokens.',
  );
};

/** Tokens: any texts that are not empty, in lists that the caller cuts. */
export const tokenUnit: Unit = {
  count: (_, operation) => refuse(operation),
  require: (symbol, _, { operation, Kind }) => requireWholePairs(symbol, operation, Kind),
  table: (symbols) => new TextTable(symbols, () => refuse('Vocabulary.encode'), ' '),
};
