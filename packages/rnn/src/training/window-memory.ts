import { ArgumentError } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import type { windowRun } from './window-run.js';

/** A way to keep what the gradient of a window needs, such as `byteBudget` of `@tbptt/rnn/online` returns. */
export interface WindowMemory {
  /** Takes the place of `windowRun`, which keeps everything. */
  readonly run: typeof windowRun;
}

/** @throws ArgumentError if a value is no memory of windows */
export function requireMemory(operation: string, memory: WindowMemory): void {
  const given: unknown = memory;
  if (typeof given === 'object' && given !== null && typeof memory.run === 'function') return;
  throw new ArgumentError(
    operation,
    `memory is ${describe(memory)}; it must be byteBudget(bytes) of @tbptt/rnn/online.`,
  );
}
