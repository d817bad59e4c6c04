/**
 * The whole state of a generator, as plain numbers. It survives JSON, so it can be saved with a
 * checkpoint.
 */
export type RandomState = readonly number[];

/**
 * A stream of random numbers. It is always passed as an argument, never a global: a generator of
 * the same state gives the same numbers on every machine and in every JavaScript engine.
 */
export interface Random {
  /** Returns a multiple of 2⁻⁵³ with `0 <= float() < 1`, uniformly distributed (53 random bits). */
  float(): number;

  /**
   * Returns a whole number with `0 <= uint32() < 2³²`, uniformly distributed. The lowest bit of the
   * generator of `seeded` is linear, so use `integer` for choices between few.
   */
  uint32(): number;

  /**
   * Returns a whole number with `0 <= integer(below) < below`, uniformly distributed and without
   * bias. `below` is from 1 to 2⁵³ - 1. The generator of `seeded` takes the highest of its bits.
   */
  integer(below: number): number;

  /** Returns a normally distributed number of mean 0 and variance 1. */
  normal(): number;

  /** Returns the present state, to which `restore` returns. */
  state(): RandomState;

  /** Continues from a state that `state` returned. */
  restore(state: RandomState): void;
}
