import {
  ArgumentError,
  applyLayer,
  type Embedding,
  evaluate,
  type Layer,
  ShapeError,
  Tensor,
  zeros,
} from '@tbptt/core';
import { currentScope, formatShape } from '@tbptt/core/operation';
import { requireSequence } from '../cells/check.js';
import { asSequence, onlyStep, stepByWindow } from '../cells/single-step.js';
import { requireLaneOptions } from '../lanes/lane-events.js';
import { zeroPadding } from '../lanes/zero-padding.js';
import type {
  LaneOptions,
  Recurrent,
  Sequence,
  State,
  StepOptions,
  Stepped,
  Unrolled,
} from '../recurrent.js';

/**
 * A network whose inputs pass an embedding, if they are symbols, and then an input layer. Without
 * an input layer, vectors enter as they are.
 */
export class Embedded<S extends State> implements Recurrent<S> {
  constructor(
    readonly embedding: Embedding | undefined,
    readonly input: Layer | undefined,
    readonly network: Recurrent<S>,
  ) {}

  get outputSize(): number {
    return this.network.outputSize;
  }

  initialState(lanes: number): S {
    return this.network.initialState(lanes);
  }

  unroll(inputs: Sequence, state?: S, lanes: LaneOptions = {}): Unrolled<S> {
    requireSequence('Embedded', inputs);
    requireLaneOptions('Embedded', lanes);
    const { lengths } = lanes;
    // Padding may be anything: no symbol, or NaN.
    const cleared = lengths === undefined ? inputs : zeroPadding(inputs, lengths);
    return this.network.unroll(this.read(cleared), state, lanes);
  }

  step(input: Sequence, state: S, lanes?: StepOptions): Stepped<S> {
    if (currentScope()?.recording === true) return stepByWindow(this, input, state, lanes);
    const read =
      this.input === undefined ? this.read(input) : onlyStep(this.read(asSequence('Embedded', input)));
    return this.network.step(read, state, lanes);
  }

  /** Returns what the first layer of the network reads. */
  read(inputs: Sequence): Sequence {
    const { embedding, input } = this;
    const vectors = embedding === undefined || inputs instanceof Tensor ? inputs : embedding.forward(inputs);
    if (input === undefined) return vectors;
    if (vectors instanceof Tensor) return applyLayer(input, vectors);
    throw new ArgumentError(
      'Embedded',
      'the inputs are symbols, but the input layer reads vectors; give the model an embedding.',
    );
  }
}

/**
 * Returns the size of the vectors that a layer makes of vectors of the size `width`.
 *
 * @throws ShapeError if it does not make vectors of the same steps and lanes
 */
export function widthAfter(operation: string, role: string, layer: Layer, width: number): number {
  const { shape } = evaluate(() => applyLayer(layer, zeros([1, 1, width])));
  const [steps, lanes, after] = shape;
  if (steps === 1 && lanes === 1 && after !== undefined && after > 0 && shape.length === 3) return after;
  throw new ShapeError(
    operation,
    `${role} turns [1, 1, ${width}] into ${formatShape(shape)}; it must turn [T, B, ${width}] into vectors of the same steps and lanes.`,
    { shape },
  );
}
