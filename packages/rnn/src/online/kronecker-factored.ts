import { requireDrawing } from '../arguments.js';
import { CarriedAlgorithm } from './carried-algorithm.js';
import { KroneckerTrace, requireKronecker } from './kronecker-trace.js';
import type { OnlineAlgorithm } from './trace.js';
import { RANDOM_TRACE_OPTIONS, type RandomTraceOptions } from './uoro.js';

/**
 * Kronecker-factored real-time recurrent learning, KF-RTRL (Mujika, Meier & Steger 2018,
 * arXiv:1805.10842): the influence matrix of `rtrl` as a Kronecker product of a vector and a matrix,
 * `u ⊗ A`, with random signs c₁ and c₂ in every step:
 *
 *     u' = c₁ p₁ u + c₂ p₂ z
 *     A' = c₁ / p₁ J A + c₂ / p₂ D        p₁ = √(|J A| / |u|), p₂ = √(|D| / |z|)
 *
 * z = (x, 1, h) is what all gates read, D the derivative of the states by the gates' operands. The
 * expectation of `u ⊗ A` is G, so with fixed parameters the gradient is unbiased, with less
 * variance than that of `uoro`. With N columns of all gates, memory is S N numbers for each lane and
 * a step costs S² N multiplications.
 *
 * It applies to a single layer whose gates all read the same z: `RNN`, `LSTM`, `CoupledLSTM`,
 * `MinGRU`, `MinLSTM`. The network of `online` is refused if it is another one, with the reason.
 *
 * @throws ArgumentError if `random` is missing or an option is unknown
 */
export function kroneckerFactored(options: RandomTraceOptions): OnlineAlgorithm {
  const name = 'kroneckerFactored';
  requireDrawing(name, options, RANDOM_TRACE_OPTIONS);
  const { random } = options;
  return new CarriedAlgorithm(
    name,
    (network) => new KroneckerTrace(network, requireKronecker(name, network), random),
  );
}
