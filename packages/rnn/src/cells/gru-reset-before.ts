import { affine, multiply, Parameter, slice, type Tensor, uniform } from '@tbptt/core';
import { add, equation, mul, sigmoid, sub, tanh } from '@tbptt/core/equation';
import { applyEquation } from '@tbptt/core/operation';
import { requireDrawing, requireFlag } from '../arguments.js';
import type { Sequence } from '../recurrent.js';
import { inputProduct } from './input-product.js';
import { OPERATION_LAYER_OPTIONS, OperationLayer, type OperationLayerOptions } from './operation-layer.js';
import type { LayerState } from './recurrent-layer.js';

const gate = equation('GRUResetBefore', { arrays: ['x', 'u'] }, ({ x, u }) => ({ y: sigmoid(add(x, u)) }));

const mixed = equation('GRUResetBefore', { arrays: ['x', 'u', 'z', 'h'] }, ({ x, u, z, h }) => {
  const candidate = tanh(add(x, u));
  return { y: add(candidate, mul(z, sub(h, candidate))) };
});

/**
 * Gated recurrent unit with the reset gate before the recurrent product, as in the paper (Cho et
 * al. 2014, arXiv:1406.1078), in char-rnn and in Keras with `reset_after=False`:
 *
 *     r, z = σ(x Wᵢₕ + bᵢₕ + h Wₕₕ + bₕₕ)            (the first two blocks of H columns)
 *     n = tanh(x Wᵢₕ + bᵢₕ + (r ∘ h) Wₕₕ + bₕₕ)      (the third)
 *     h' = (1 - z) n + z h
 *
 * `z` keeps the state, as in PyTorch and Keras. In char-rnn `1 - z` keeps it, so negate the weights
 * and biases of z. The weights have the shapes of those of `GRU`, but their values do not carry
 * over: `r ∘ (h W)` is not `(r ∘ h) W`. The product of the candidate must wait for the gates, so
 * this cell is made of operations and slower than `GRU`.
 *
 * State: `{ h: [B, H] }`. All weights start uniform within `±1/√H`.
 */
export class GRUResetBefore extends OperationLayer<'h'> {
  /** [D, 3 H] */
  readonly weightIh: Parameter;
  /** [H, 3 H] */
  readonly weightHh: Parameter;
  /** [3 H] */
  readonly biasIh: Parameter | undefined;
  /** [3 H] */
  readonly biasHh: Parameter | undefined;

  constructor(inputs: number, hidden: number, options: OperationLayerOptions) {
    super({ name: 'GRUResetBefore', gates: ['r', 'z', 'n'], states: ['h'] }, inputs, hidden);
    requireDrawing('GRUResetBefore', options, OPERATION_LAYER_OPTIONS);
    const { random, bias = true } = options;
    requireFlag('GRUResetBefore', 'bias', bias);
    const initial = uniform(1 / Math.sqrt(hidden));
    const draw = (...shape: number[]): Parameter => new Parameter(initial(shape, random));
    this.weightIh = draw(inputs, 3 * hidden);
    this.weightHh = draw(hidden, 3 * hidden);
    this.biasIh = bias ? draw(3 * hidden) : undefined;
    this.biasHh = bias ? draw(3 * hidden) : undefined;
  }

  next(input: Sequence, { h }: LayerState<'h'>): LayerState<'h'> {
    const H = this.hiddenSize;
    const { weightHh, biasHh } = this;
    const fromInput = inputProduct(input, this.weightIh, this.biasIh);
    const columns = (x: Tensor, first: number, last: number) => slice(x, -1, first * H, last * H);
    const recurrent = (state: Tensor, first: number, last: number) =>
      affine(state, columns(weightHh, first, last), biasHh && columns(biasHh, first, last));
    const gates = applyEquation(gate, { x: columns(fromInput, 0, 2), u: recurrent(h, 0, 2) }, {}).y;
    const u = recurrent(multiply(columns(gates, 0, 1), h), 2, 3);
    return { h: applyEquation(mixed, { x: columns(fromInput, 2, 3), u, z: columns(gates, 1, 2), h }, {}).y };
  }
}
