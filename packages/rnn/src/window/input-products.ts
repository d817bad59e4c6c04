import { type Indices, type Parameter, Tensor } from '@tbptt/core';
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

/** The part of a window that is not recurrent: `x Wᵢₕ` and the biases, for all steps at once. */
export interface InputProducts {
  /** Fills the gates' columns. */
  forward(buffers: Buffers): void;
  /**
   * Adds to the gradients of inputs, input weights and biases, once the gates' columns hold their
   * gradients.
   */
  backward(buffers: Buffers): void;
}

/** The input products, with their biases. */
export function inputProducts(scope: Scope, sizes: Sizes, weights: Weights, inputs: Sequence): InputProducts {
  const product =
    inputs instanceof Tensor
      ? vectorProduct(scope, sizes, weights, inputs)
      : symbolProduct(scope, sizes, weights, inputs);
  return {
    forward({ gates }) {
      const sum = scope.allocate(sizes.G * sizes.H);
      product.forward(gates, spreadBiases(scope, sizes, weights, gates, sum));
    },
    backward({ gates }) {
      product.backward(gates);
      sumBiases(scope, sizes, weights, gates);
    },
  };
}

/** `x Wᵢₕ` alone, assigned or added to the gates' columns, and its gradients. */
interface Product {
  forward(gates: Address, accumulate: boolean): void;
  backward(gates: Address): void;
}

function vectorProduct(
  scope: Scope,
  { T, B, D, G, H }: Sizes,
  { weightIh }: Weights,
  inputs: Tensor,
): Product {
  const { kernels } = scope;
  const rows = T * B;
  const x = new Matrix(scope.at(inputs), rows, D);
  const w = new Matrix(scope.at(weightIh), D, G * H);
  return {
    forward(gates, accumulate) {
      kernels.multiply(x, w, new Matrix(gates, rows, G * H), accumulate);
    },
    backward(gates) {
      const dGates = new Matrix(gates, rows, G * H);
      if (scope.isTracked(inputs)) addProductToGradient(scope, inputs, dGates, w.transposed);
      if (scope.isTracked(weightIh)) addProductToGradient(scope, weightIh, x.transposed, dGates);
    },
  };
}

/** Symbols stand for one-hot vectors: their products are rows of the weights. */
function symbolProduct(scope: Scope, { T, B, G, H }: Sizes, { weightIh }: Weights, inputs: Indices): Product {
  const { kernels } = scope;
  const rows = T * B;
  const ids = scope.copyIn(inputs.data);
  return {
    forward(gates, accumulate) {
      kernels.of(gatherRowsKernels).gatherRows(scope.at(weightIh), ids, rows, G * H, gates, accumulate);
    },
    backward(gates) {
      if (scope.isTracked(weightIh)) {
        kernels.of(gatherRowsKernels).scatterAddRows(gates, ids, rows, G * H, scope.gradientAt(weightIh));
      }
    },
  };
}

/**
 * Fills the gates' columns with the biases that belong to them: both for sum gates, the input's for
 * the others. `sum` is room for a row, [G H]. Returns whether there are biases.
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
 * The gradients of the biases from those of the gates' columns. Split gates' recurrent biases have
 * their own.
 */
function sumBiases(scope: Scope, { T, B, H, G, S }: Sizes, weights: Weights, gates: Address): void {
  const { biasIh, biasHh } = weights;
  const tracked = (bias: Parameter | undefined): bias is Parameter =>
    bias !== undefined && scope.isTracked(bias);
  if (!tracked(biasIh) && !tracked(biasHh)) return;
  const { kernels } = scope;
  const sum = scope.allocate(G * H);
  kernels.of(sumAxisKernels).sumAxis(gates, 1, T * B, G * H, sum, false);
  if (tracked(biasIh))
    kernels.of(spreadAxisKernels).spreadAxis(sum, 1, 1, G * H, 1, scope.gradientAt(biasIh), true);
  if (tracked(biasHh))
    kernels.of(spreadAxisKernels).spreadAxis(sum, 1, 1, S * H, 1, scope.gradientAt(biasHh), true);
}
