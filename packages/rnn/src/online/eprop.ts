import { CarriedAlgorithm } from './carried-algorithm.js';
import { LocalTraces } from './local-traces.js';
import { requireUnprojected } from './require-unprojected.js';
import type { OnlineAlgorithm } from './trace.js';
import { UnitTrace } from './unit-trace.js';

/**
 * e-prop with the learning signal of the step's own loss (Bellec et al. 2020, Nature Communications
 * 11:3625), and for cells whose units only leak RFLO (Murray 2019, eLife 8:e43299): eligibility
 * traces that follow the memory within a unit, such as c of an `LSTM`, and nothing that goes through
 * recurrent weights.
 *
 * It costs what `snap(1)` costs, which also follows a unit's recurrent weight to itself. It is exact
 * for one layer without recurrent products. The gradient of the outputs passes through the weights
 * of the layers above, as in back-propagation, not through random ones.
 */
export function eprop(): OnlineAlgorithm {
  return new CarriedAlgorithm('eprop', (network) => {
    for (const layer of network.layers) requireUnprojected('eprop', layer);
    return new LocalTraces(network, (single) => new UnitTrace(single, false));
  });
}
