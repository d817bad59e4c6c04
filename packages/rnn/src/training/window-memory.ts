import { ArgumentError } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import type { windowRun } from './window-run.js';

/** How a window keeps what its gradient needs, such as `byteBudget` of `@tbptt/rnn/online` returns. */
export interface WindowMemory {
  /** Runs a window as training does without it. */
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
