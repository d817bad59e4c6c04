import type { LinearMemory } from '@tbptt/core/operation';

/**
 * What several processes do with the gradients of an optimizer together, before any of them is
 * measured or changed. See `averageAcross`.
 */
export interface Exchange {
  /** Replaces the gradients, which are in `memory`. `step` is the number of steps before. */
  run(memory: LinearMemory, step: number): void;

  /**
   * Takes the place of `run` in a step that fails on this process before its gradients are there, so
   * that the others do not wait for it.
   */
  abandon(step: number, error: unknown): void;
}
