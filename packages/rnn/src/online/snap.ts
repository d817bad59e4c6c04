import { ArgumentError } from '@tbptt/core';
import { requireRange, SIZE } from '@tbptt/core/operation';
import { DenseTrace } from './dense-trace.js';
import type { LayerDynamics } from './layer-dynamics.js';
import { LocalTraces } from './local-traces.js';
import { requireUnprojected } from './refuse.js';
import type { OnlineAlgorithm } from './trace.js';
import { UnitTrace } from './unit-trace.js';

/**
 * SnAp-n, the sparse n-step approximation of `rtrl` (Menick et al. 2021, arXiv:2006.07232): of the
 * influence matrix it keeps the entries that a parameter reaches within n steps.
 *
 * The parameters of a unit reach the states of their own unit in the step itself, and in each
 * further step the units that a recurrent weight other than zero leads to. So `snap(1)` has traces
 * of the shape of the parameters, fused, at a cost of P for each lane and state. From n = 2 on the
 * pattern is taken from the recurrent weights at the start, which must not become other than zero
 * elsewhere; with weights that are all other than zero, `snap(2)` is `rtrl` already. The matrix is
 * stored whole, so for n > 1 cost and memory are those of `rtrl`.
 *
 * In a stack every layer has a trace of its own: what a layer did to the memory of the layers above
 * in earlier steps is dropped.
 *
 * @throws ArgumentError if n is no whole number of at least 1
 */
export function snap(n: number): OnlineAlgorithm {
  requireRange('snap', 'n', n, SIZE);
  const name = `snap(${n})`;
  return {
    name,
    trace: (network) => {
      for (const layer of network.layers) requireUnprojected(name, layer);
      return new LocalTraces(network, (single) => {
        const [dynamics] = single.layers;
        if (dynamics === undefined) throw new ArgumentError(name, 'the network has no layers.');
        if (n === 1 || dynamics.layer.weightHh === undefined) return new UnitTrace(single, true);
        const reached = reach(dynamics, n);
        return new DenseTrace(single, (i, j) => reached[j * dynamics.sizes.H + i] === 1);
      });
    },
  };
}

/** `reached[j, i]`: whether unit j reaches unit i within n steps, the first of which is its own. */
function reach({ layer, sizes: { H, R } }: LayerDynamics, n: number): Uint8Array {
  const weights = layer.weightHh?.toFloats() ?? [];
  let reached = Uint8Array.from({ length: H * H }, (_, at) => (at % (H + 1) === 0 ? 1 : 0));
  for (let step = 1; step < Math.min(n, H); step++) {
    const further = reached.slice();
    for (let j = 0; j < H; j++) {
      for (let via = 0; via < H; via++) {
        if (reached[j * H + via] === 0) continue;
        for (let column = 0; column < R * H; column++) {
          if (weights[via * R * H + column] !== 0) further[j * H + (column % H)] = 1;
        }
      }
    }
    reached = further;
  }
  return reached;
}
