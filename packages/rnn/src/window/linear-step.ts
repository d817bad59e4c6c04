import type { Linear, Tensor } from '@tbptt/core';
import { announceWork, type Engine, Matrix, spreadAxisKernels } from '@tbptt/core/operation';
import { StandingPlace } from './standing-place.js';
import type { StandingTensor } from './standing-tensor.js';

/**
 * Single steps of a linear layer without gradients, over memory that is kept from step to step. A step
 * gives what `forward` gives, bit for bit.
 */
export class LinearStep {
  readonly #layer: Linear;
  readonly #place: StandingPlace;
  /** [B, inputs] */
  readonly #x: StandingTensor;
  /** [B, outputs] */
  readonly #y: StandingTensor;
  readonly #input: Matrix;
  readonly #weight: Matrix;
  readonly #output: Matrix;

  constructor(engine: Engine, layer: Linear, lanes: number) {
    const { inputs, outputs, weight } = layer;
    const place = new StandingPlace(engine);
    this.#layer = layer;
    this.#place = place;
    this.#x = place.tensor([lanes, inputs]);
    this.#y = place.tensor([lanes, outputs]);
    this.#input = new Matrix(this.#x.address, lanes, inputs);
    this.#weight = new Matrix(place.at(weight), inputs, outputs);
    this.#output = new Matrix(this.#y.address, lanes, outputs);
  }

  /** Returns whether the steps are those of a layer, in an engine with its present kernels, for an input. */
  fits(engine: Engine, layer: Linear, input: Tensor): boolean {
    return layer === this.#layer && this.#place.isIn(engine) && this.#x.fits(input);
  }

  /** Returns the output for an input that fits. */
  run(input: Tensor): Tensor {
    announceWork();
    const { kernels } = this.#place;
    const { weight, bias } = this.#layer;
    const { address, rows, columns } = this.#output;
    this.#place.at(weight);
    this.#x.write(input);
    if (bias !== undefined) {
      const { spreadAxis } = kernels.of(spreadAxisKernels);
      spreadAxis(this.#place.at(bias), 1, rows, columns, 1, address, false);
    }
    kernels.multiply(this.#input, this.#weight, this.#output, bias !== undefined);
    return this.#y.copy();
  }
}
