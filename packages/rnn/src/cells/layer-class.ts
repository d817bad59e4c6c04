import { ArgumentError } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import type { UnrollableLayer } from '../recurrent.js';
import type { RecurrentLayerOptions } from './recurrent-layer.js';

/** A class of recurrent layers: `LSTM`, `GRU`, `bidirectional(LSTM)` or one of your own. */
export type LayerClass = new (
  inputs: number,
  hidden: number,
  options: RecurrentLayerOptions,
) => UnrollableLayer;

/** @throws ArgumentError if `cell` is not a class */
export function requireLayerClass(operation: string, cell: LayerClass): void {
  const given: unknown = cell;
  if (typeof given === 'function' && given.prototype !== undefined) return;
  throw new ArgumentError(
    operation,
    `cell is ${describe(cell)}; it must be a class of recurrent layers, such as LSTM or GRU.`,
  );
}
