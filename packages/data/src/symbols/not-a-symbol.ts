import { describe } from '../arguments.js';
import type { Place } from './symbol-table.js';

/**
 * Returns the error for an entry of a list that cannot be a symbol. `rule` says what a symbol is,
 * and names the remedy.
 */
export function notASymbol(value: unknown, { operation, index, Kind }: Place, rule: string): Error {
  return new Kind(operation, `entry ${index} of symbols is ${describe(value)}, but a symbol is ${rule}.`, {
    value,
    index,
  });
}
