import type { Random } from '@tbptt/core';
import type { OptionNames } from '@tbptt/core/operation';
import { requireDrawing } from '../arguments.js';
import { CarriedAlgorithm } from './carried-algorithm.js';
import { RankOneTrace } from './rank-one-trace.js';
import type { OnlineAlgorithm } from './trace.js';

/** Options of algorithms that draw random signs. */
export interface RandomTraceOptions {
  /** The generator of the signs of every step and lane. */
  readonly random: Random;
}

export const RANDOM_TRACE_OPTIONS: OptionNames<RandomTraceOptions> = { random: true };

/**
 * Unbiased online recurrent optimization (Tallec & Ollivier 2018, arXiv:1702.05043): the influence
 * matrix of `rtrl` as an outer product `s̃ θ̃ᵀ` of a vector of the states and one of the parameters,
 * with random signs ν in every step:
 *
 *     s̃' = ρ₀ J s̃ + ρ₁ ν
 *     θ̃' = θ̃ / ρ₀ + νᵀ I / ρ₁        ρ₀ = √(|θ̃| / |J s̃|), ρ₁ = √(|νᵀ I| / |ν|)
 *
 * Its expectation is G, so with fixed parameters the gradient is unbiased. A step costs about what
 * `TBPTT(1, 1)` costs, and memory is S + P numbers for each lane, but the variance grows with the
 * number of states. In stacks all layers share one product, so the terms from layer to layer are
 * unbiased too.
 *
 * @throws ArgumentError if `random` is missing or an option is unknown
 */
export function uoro(options: RandomTraceOptions): OnlineAlgorithm {
  requireDrawing('uoro', options, RANDOM_TRACE_OPTIONS);
  const { random } = options;
  return new CarriedAlgorithm('uoro', (network) => new RankOneTrace(network, random));
}
