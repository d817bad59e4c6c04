import { type Parameter, Tensor } from '@tbptt/core';
import {
  type Address,
  addProductToGradient,
  gatherRowsKernels,
  Matrix,
  type Scope,
  spreadAxisKernels,
  sumAxisKernels,
} from '@tbptt/core/operation';
import type { Sequence } from '../recurrent.js';
import type { Buffers, Sizes } from './buffers.js';
import type { Place } from './place.js';
import type { Weights } from './weights.js';

/** Returns the address of the inputs of a window: vectors [T, B, D], or symbols [T, B]. */
export function inputAddress(scope: Scope, inputs: Sequence): Address {
  return inputs instanceof Tensor ? scope.at(inputs) : scope.copyIn(inputs.data);
}

/**
 * Runs the part of a window that is not recurrent, for all steps at once: fills the gates' columns
 * with `x Wᵢₕ` and the biases. Symbols are one-hot vectors, whose products are rows of the weights.
 */
export function inputProducts(scope: Scope, buffers: Buffers, inputs: Sequence, x: Address): void {
  const { sizes, weights, gates } = buffers;
  const { T, B, D, G, H } = sizes;
  const { kernels } = scope;
  const rows = T * B;
  const columns = G * H;
  const w = scope.at(weights.weightIh);
  const accumulate = spreadBiases(scope, sizes, weights, gates, scope.allocate(columns));
  if (inputs instanceof Tensor) {
    const products = new Matrix(gates, rows, columns);
    kernels.multiply(new Matrix(x, rows, D), new Matrix(w, D, columns), products, accumulate);
  } else kernels.of(gatherRowsKernels).gatherRows(w, x, rows, columns, gates, accumulate);
}

/**
 * Adds to the gradients of inputs, input weights and biases, once the gates' columns hold their
 * gradients.
 */
export function inputGradients(scope: Scope, buffers: Buffers, inputs: Sequence, x: Address): void {
  const { sizes, weights, gates } = buffers;
  const { T, B, D, G, H } = sizes;
  const { weightIh } = weights;
  const rows = T * B;
  const columns = G * H;
  const dGates = new Matrix(gates, rows, columns);
  if (inputs instanceof Tensor && scope.isTracked(inputs)) {
    const w = new Matrix(scope.at(weightIh), D, columns);
    addProductToGradient(scope, inputs, dGates, w.transposed);
  }
  if (scope.isTracked(weightIh)) {
    if (inputs instanceof Tensor) {
      addProductToGradient(scope, weightIh, new Matrix(x, rows, D).transposed, dGates);
    } else {
      const { scatterAddRows } = scope.kernels.of(gatherRowsKernels);
      scatterAddRows(gates, x, rows, columns, scope.gradientAt(weightIh));
    }
  }
  sumBiases(scope, sizes, weights, gates);
}

/**
 * Fills the gates' columns with their biases: both for sum gates, the input's for the others. Returns whether
 * there are biases.
 *
 * @param sum room for [G H] numbers
 */
export function spreadBiases(
  place: Place,
  { T, B, H, G, S }: Sizes,
  { biasIh, biasHh }: Weights,
  gates: Address,
  sum: Address,
): boolean {
  if (biasIh === undefined) return false;
  const { spreadAxis } = place.kernels.of(spreadAxisKernels);
  // One row needs no copy of the sum.
  const target = T * B === 1 ? gates : sum;
  spreadAxis(place.at(biasIh), 1, 1, G * H, 1, target, false);
  if (biasHh !== undefined) spreadAxis(place.at(biasHh), 1, 1, S * H, 1, target, true);
  if (target === sum) spreadAxis(sum, 1, T * B, G * H, 1, gates, false);
  return true;
}

/**
 * Adds the gradients in the gates' columns to those of the biases. `backward` adds to those of the recurrent
 * biases of split gates.
 */
function sumBiases(scope: Scope, { T, B, H, G, S }: Sizes, weights: Weights, gates: Address): void {
  const { biasIh, biasHh } = weights;
  const tracked = (bias: Parameter | undefined): bias is Parameter =>
    bias !== undefined && scope.isTracked(bias);
  if (!tracked(biasIh) && !tracked(biasHh)) return;
  const { kernels } = scope;
  const sum = scope.allocate(G * H);
  kernels.of(sumAxisKernels).sumAxis(gates, 1, T * B, G * H, sum, false);
  const { spreadAxis } = kernels.of(spreadAxisKernels);
  if (tracked(biasIh)) spreadAxis(sum, 1, 1, G * H, 1, scope.gradientAt(biasIh), true);
  if (tracked(biasHh)) spreadAxis(sum, 1, 1, S * H, 1, scope.gradientAt(biasHh), true);
}
