import type { LinearMemory } from '@tbptt/core/operation';

/**
 * The part of a step in which several processes combine the gradients of an optimizer, before any
 * of them is measured or changed. See `averageAcross`.
 */
export interface Exchange {
  /** Replaces the gradients, which are in `memory`. `step` is the number of steps before. */
  run(memory: LinearMemory, step: number): void;

  /**
   * Replaces `run` in a step that fails on this process before its gradients are computed, so that
   * the others do not wait for it.
   */
  abandon(step: number, error: unknown): void;
}
