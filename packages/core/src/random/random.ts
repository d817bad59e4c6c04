/** Everything a generator knows, as plain numbers: goes into a checkpoint by `JSON.stringify`. */
export type RandomState = readonly number[];

/**
 * A stream of random numbers. It is always an argument, never a global: the same generator in the same state gives the same numbers
 * on every machine and in every JavaScript engine.
 */
export interface Random {
  /** A multiple of 2⁻⁵³ with `0 <= float() < 1`, uniformly (53 random bits). */
  float(): number;

  /** A whole number with `0 <= uint32() < 2³²`, uniformly. */
  uint32(): number;

  /** A whole number with `0 <= integer(below) < below`, uniformly and without bias; `below` is from 1 to 2⁵³ - 1. */
  integer(below: number): number;

  /** A normally distributed number of mean 0 and variance 1. */
  normal(): number;

  /** The present state; `restore` returns to it. */
  state(): RandomState;

  /** Continues from a state that `state` gave. */
  restore(state: RandomState): void;
}
