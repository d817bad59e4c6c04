import { ArgumentError } from '@tbptt/core';
import { requireRange, SIZE } from '@tbptt/core/operation';
import { CarriedAlgorithm } from './carried-algorithm.js';
import { DenseTrace } from './dense-trace.js';
import { LocalTraces } from './local-traces.js';
import { requireUnprojected } from './require-unprojected.js';
import { isDense } from './sparse-pattern.js';
import { SparseTrace } from './sparse-trace.js';
import type { OnlineAlgorithm } from './trace.js';
import { UnitTrace } from './unit-trace.js';

/**
 * SnAp-n, the sparse n-step approximation of `rtrl` (Menick et al. 2021, arXiv:2006.07232). It
 * keeps the entries of the influence matrix for the states that a parameter reaches within n steps.
 *
 * The parameters of a unit reach the states of their own unit in the step itself, and in each
 * further step the units that a recurrent weight other than zero leads to. So `snap(1)` has traces
 * of the shape of the parameters, fused, at a cost of P for each lane and state.
 *
 * From n = 2 on the pattern is that of the recurrent weights at the start of the run: weights that
 * are zero are no parameters. Their gradient is zero, so they stay zero. If a unit reaches r units
 * and has C parameters, it takes r C numbers for each state and lane, and r² C multiplications for
 * each step: for networks whose weights are sparse. If no weight is zero, `snap(2)` equals `rtrl`,
 * at its cost.
 *
 * In a stack every layer has a trace of its own. The influence of a layer on the memory of the
 * layers above in earlier steps is dropped.
 *
 * @throws ArgumentError if n is not a whole number of at least 1
 */
export function snap(n: number): OnlineAlgorithm {
  requireRange('snap', 'n', n, SIZE);
  const name = `snap(${n})`;
  return new CarriedAlgorithm(name, (network) => {
    for (const layer of network.layers) requireUnprojected(name, layer);
    return new LocalTraces(network, (single) => {
      const [dynamics] = single.layers;
      if (dynamics === undefined) throw new ArgumentError(name, 'the network has no layers.');
      if (n === 1 || dynamics.layer.weightHh === undefined) return new UnitTrace(single, true);
      return isDense(dynamics) ? new DenseTrace(single) : new SparseTrace(single, n);
    });
  });
}
