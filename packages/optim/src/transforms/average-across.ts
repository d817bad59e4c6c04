import type { Group } from '@tbptt/core';
import { requireGroup } from '@tbptt/core/operation';
import { GroupExchange } from '../group-exchange.js';
import { optionsOf, requireNumber } from '../options.js';
import { type Transform, transform } from '../transform.js';

/** Options of `averageAcross`. */
export interface AverageAcrossOptions {
  /**
   * The weight of this rank in the mean, the same in every step. If losses are means over positions,
   * as those of `truncatedBPTT` are, it is the number of lanes of the rank. Default: 1.
   */
  readonly weight?: number;
  /** The number of steps after which the weights of all ranks are compared. Default: 100. */
  readonly checkEvery?: number;
}

/**
 * Replaces every gradient by its weighted mean over the ranks of a group, `Σ wᵣ gᵣ / Σ wᵣ`, so that
 * all ranks make the same update: that of one process with the lanes of all. It is the first
 * transform of a chain, so what follows, such as clipping, acts on the mean.
 *
 * ```ts
 * const group = await world(); // of @tbptt/mpi
 * const lanes = new Lanes(ids, { lanes: 64, group });
 * const optimizer = new Optimizer(model, [
 *   averageAcross(group, { weight: lanes.lanes }),
 *   clipByGlobalNorm(5),
 *   adam({ learningRate: 2e-3 }),
 * ]);
 * ```
 *
 * Sums run in the order of the ranks, so results are the same bits in every run with as many ranks.
 * When the optimizer is made, every rank takes the parameters of rank 0. Afterwards a digest of them
 * is compared at the first step and every `checkEvery` steps. Running statistics are no parameters,
 * and stay those of the rank. A parameter takes part in a step if it takes part on any rank.
 *
 * All ranks make the same calls of the optimizer in the same order. If a step fails on one rank, it
 * fails on all: the others throw an error of the same kind that names the rank, and nothing is
 * changed anywhere.
 *
 * @throws ArgumentError if the group is none, or if an option is unknown or is not greater than 0.
 * The optimizer throws one if it is not the first transform, or if ranks have different models.
 * A step throws a `HostError` if ranks have different parameters.
 */
export function averageAcross(group: Group, options?: AverageAcrossOptions): Transform {
  requireGroup('averageAcross', group);
  const { weight = 1, checkEvery = 100 } = optionsOf('averageAcross', options, {
    weight: true,
    checkEvery: true,
  });
  requireNumber('averageAcross', 'weight', weight, { above: 0 });
  requireNumber('averageAcross', 'checkEvery', checkEvery, { least: 1, whole: true });
  return transform({
    name: 'averageAcross',
    exchange: (parameters) => new GroupExchange(group, parameters, { weight, checkEvery }),
    update: (gradient) => ({ gradient }),
  });
}
