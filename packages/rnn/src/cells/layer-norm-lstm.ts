import { LayerNorm, matmul, Parameter, slice, type Tensor, uniform } from '@tbptt/core';
import { add, equation, mul, sigmoid, tanh } from '@tbptt/core/equation';
import { applyEquation } from '@tbptt/core/operation';
import { requireDrawing, requireFlag } from '../arguments.js';
import type { Sequence } from '../recurrent.js';
import { inputProduct } from './input-product.js';
import { OPERATION_LAYER_OPTIONS, OperationLayer, type OperationLayerOptions } from './operation-layer.js';
import type { LayerState } from './recurrent-layer.js';

const summed = equation('LayerNormLSTM', { arrays: ['x', 'u', 'b'] }, ({ x, u, b }) => ({
  y: add(add(x, u), b),
}));

const unbiased = equation('LayerNormLSTM', { arrays: ['x', 'u'] }, ({ x, u }) => ({ y: add(x, u) }));

const memory = equation('LayerNormLSTM', { arrays: ['i', 'f', 'g', 'c'] }, ({ i, f, g, c }) => ({
  y: add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g))),
}));

const output = equation('LayerNormLSTM', { arrays: ['o', 'c'] }, ({ o, c }) => ({
  y: mul(sigmoid(o), tanh(c)),
}));

/**
 * LSTM with layer normalization (Ba, Kiros & Hinton 2016, arXiv:1607.06450, eqs. 20 to 22). Each
 * sample is normalized over the 4 H columns of both products and over the H units of the memory.
 *
 *     i, f, g, o = LN(x Wᵢₕ) + LN(h Wₕₕ) + b      (four blocks of H columns)
 *     c' = σ(f) c + σ(i) tanh(g)
 *     h' = σ(o) tanh(LN(c'))
 *
 * Each LN has a gain and a shift of its own, initially ones and zeros. The state is c', not its
 * normalized form: `{ h: [B, H], c: [B, H] }`. The weights and `b` start uniform within `±1/√H`.
 */
export class LayerNormLSTM extends OperationLayer<'h' | 'c'> {
  /** [D, 4 H] */
  readonly weightIh: Parameter;
  /** [H, 4 H] */
  readonly weightHh: Parameter;
  /** [4 H]; the b above. */
  readonly biasIh: Parameter | undefined;
  /** Normalizes the input products, over 4 H. */
  readonly normIh: LayerNorm;
  /** Normalizes the recurrent products, over 4 H. */
  readonly normHh: LayerNorm;
  /** Normalizes the memory, over H. */
  readonly normC: LayerNorm;

  constructor(inputs: number, hidden: number, options: OperationLayerOptions) {
    super({ name: 'LayerNormLSTM', gates: ['i', 'f', 'g', 'o'], states: ['h', 'c'] }, inputs, hidden);
    requireDrawing('LayerNormLSTM', options, OPERATION_LAYER_OPTIONS);
    const { random, bias = true } = options;
    requireFlag('LayerNormLSTM', 'bias', bias);
    const initial = uniform(1 / Math.sqrt(hidden));
    const draw = (...shape: number[]): Parameter => new Parameter(initial(shape, random));
    this.weightIh = draw(inputs, 4 * hidden);
    this.weightHh = draw(hidden, 4 * hidden);
    this.biasIh = bias ? draw(4 * hidden) : undefined;
    this.normIh = new LayerNorm(4 * hidden);
    this.normHh = new LayerNorm(4 * hidden);
    this.normC = new LayerNorm(hidden);
  }

  next(input: Sequence, { h, c }: LayerState<'h' | 'c'>): LayerState<'h' | 'c'> {
    const H = this.hiddenSize;
    const x = this.normIh.forward(inputProduct(input, this.weightIh));
    const u = this.normHh.forward(matmul(h, this.weightHh));
    const gates =
      this.biasIh === undefined
        ? applyEquation(unbiased, { x, u }, {}).y
        : applyEquation(summed, { x, u, b: this.biasIh }, {}).y;
    const gate = (index: number): Tensor => slice(gates, 1, index * H, (index + 1) * H);
    const next = applyEquation(memory, { i: gate(0), f: gate(1), g: gate(2), c }, {}).y;
    return { h: applyEquation(output, { o: gate(3), c: this.normC.forward(next) }, {}).y, c: next };
  }
}
