import { CarriedAlgorithm } from './carried-algorithm.js';
import { DenseTrace } from './dense-trace.js';
import type { OnlineAlgorithm } from './trace.js';
import { UnitTrace } from './unit-trace.js';

/**
 * Real-time recurrent learning (Williams & Zipser 1989): the exact gradient of all losses so far,
 * without going back in time.
 *
 * The influence matrix `G = ∂ state / ∂ parameters` is carried forward by `G' = J G + I`, with the
 * Jacobian J and the immediate influence I of the cell's equation. With S numbers of state and P
 * parameters (all layers together) it has S P numbers for each lane, and a step costs S² P
 * multiplications for each: for small networks. In stacks the terms from layer to layer are exact
 * too.
 *
 * A single layer without recurrent products (`IndRNN`, `MinGRU`, `MinLSTM`) has traces of the shape
 * of its parameters instead: still exact, at a cost of P for each lane and state (Zucchet et al.
 * 2023, arXiv:2305.15947).
 *
 * While parameters change, G is a sum of influences under the parameters of their time, so the
 * gradient is exact in the limit of small learning rates.
 */
export function rtrl(): OnlineAlgorithm {
  return new CarriedAlgorithm('rtrl', (network) => {
    const [layer, ...others] = network.layers;
    const diagonal = others.length === 0 && layer?.layer.weightHh === undefined;
    return diagonal ? new UnitTrace(network, false) : new DenseTrace(network);
  });
}
