/**
 * The kernels of one time step of a cell: what windows repeat over time and single steps run once.
 * Nothing is allocated by a step.
 */
import { type Address, type Kernels, Matrix, type PointwiseKernel } from '@tbptt/core/operation';
import type { Buffers } from './buffers.js';

type Prepared = ReturnType<Buffers['place']['kernels']['prepare']>;

/** The lanes from `from` to `to`, and the kernels that compute them. */
export interface LaneShare {
  readonly kernels: Kernels;
  readonly from: number;
  readonly to: number;
}

/** Returns all lanes of a window as one share. */
export function allLanes({ place, sizes }: Buffers): LaneShare {
  return { kernels: place.kernels, from: 0, to: sizes.B };
}

/** A matrix with a row for each lane, which moves from time step to time step. */
class Moving {
  readonly matrix: Matrix;
  /** Distance between time steps in bytes. */
  readonly stride: number;
  readonly #start: Address;

  /** @param start the address of the first of all lanes at the first time step */
  constructor(
    buffers: Buffers,
    { from, to }: LaneShare,
    start: Address,
    columns: number,
    rowStride = columns,
  ) {
    this.#start = start + buffers.bytes(from * rowStride);
    this.stride = buffers.bytes(buffers.sizes.B * rowStride);
    this.matrix = new Matrix(this.#start, to - from, columns, rowStride);
  }

  /** Returns the matrix at time step `t`. */
  at(t: number): Matrix {
    this.matrix.address = this.#start + t * this.stride;
    return this.matrix;
  }
}

/**
 * The recurrent weights of the sum gates and of the split gates and the projection as products use
 * them; undefined if there are none.
 */
export interface RecurrentWeights<Form = Prepared> {
  readonly sums: Form | undefined;
  readonly splits: Form | undefined;
  readonly projection: Form | undefined;
}

/**
 * Returns a copy of the present recurrent weights in the order in which products read them fastest; for
 * `backward`, of the transposed ones. The copy serves all shares of a window.
 */
export function prepareWeights(buffers: Buffers, direction: 'forward' | 'backward'): RecurrentWeights {
  const { sums, splits, projection } = recurrentMatrices(buffers);
  return {
    sums: prepared(buffers, sums, direction),
    splits: prepared(buffers, splits, direction),
    projection: prepared(buffers, projection, direction),
  };
}

/** Returns the recurrent weights where they are. */
export function recurrentMatrices(buffers: Buffers): RecurrentWeights<Matrix> {
  const { place, sizes, weights } = buffers;
  const { H, O } = sizes;
  const { weightHh, weightHr } = weights;
  const recurrent = weightHh === undefined ? 0 : place.at(weightHh);
  return {
    sums: sumColumns(buffers, recurrent),
    splits: splitColumns(buffers, recurrent),
    projection: weightHr && new Matrix(place.at(weightHr), H, O),
  };
}

function prepared(
  { place, sizes }: Buffers,
  weights: Matrix | undefined,
  direction: 'forward' | 'backward',
): Prepared | undefined {
  return weights && place.kernels.prepare(direction === 'forward' ? weights : weights.transposed, sizes.B);
}

/** Returns the number of multiplications of one lane in one step, forward or backward. */
export function workOf({ sizes, weights }: Buffers): number {
  const { H, O, R } = sizes;
  return O * R * H + (weights.weightHr === undefined ? 0 : H * O);
}

/**
 * One step forward. The gates' columns hold the input products, and the columns of split gates
 * their biases if there are any: the step adds the recurrent products, computes the equation, and
 * projects h if it is to be projected.
 */
export class ForwardStep {
  readonly #kernels: Kernels;
  readonly #lanes: number;
  readonly #hiddenSize: number;
  readonly #kernel: PointwiseKernel;
  readonly #block: Address;
  readonly #h: Moving;
  readonly #sums: Moving | undefined;
  readonly #splits: Moving | undefined;
  /** h before it is projected and after, if it is. */
  readonly #unprojected: Moving | undefined;
  readonly #next: Moving | undefined;

  constructor(buffers: Buffers, share = allLanes(buffers)) {
    const { sizes, states, entering, plan, unprojected, weights } = buffers;
    const { H, O } = sizes;
    this.#kernels = share.kernels;
    this.#lanes = share.to - share.from;
    this.#hiddenSize = H;
    this.#kernel = share.kernels.pointwise(plan.kernels.forward);
    this.#block = buffers.argumentsOf(plan.kernels.forward, share.from).address;
    this.#h = new Moving(buffers, share, entering[0] as Address, O);
    this.#sums = sumsOf(buffers, share);
    this.#splits = splitsOf(buffers, share);
    if (weights.weightHr === undefined) return;
    this.#unprojected = new Moving(buffers, share, unprojected, H);
    this.#next = new Moving(buffers, share, buffers.rowOf(states[0] as Address, O, 1), O);
  }

  /** Computes step `t`. `splitBias` says that the columns of split gates hold biases. */
  run(t: number, { sums, splits, projection }: RecurrentWeights, splitBias: boolean): void {
    const kernels = this.#kernels;
    if (sums && this.#sums) kernels.multiply(this.#h.at(t), sums, this.#sums.at(t), true);
    if (splits && this.#splits) kernels.multiply(this.#h.at(t), splits, this.#splits.at(t), splitBias);
    this.#kernel.run(this.#lanes, this.#hiddenSize, this.#block, t);
    if (projection && this.#unprojected && this.#next) {
      kernels.multiply(this.#unprojected.at(t), projection, this.#next.at(t), false);
    }
  }
}

/**
 * One step backward, the mirror image: turns the gates' columns of the step into their gradients,
 * and adds to the gradient of h before it.
 */
export class BackwardStep {
  readonly #kernels: Kernels;
  readonly #lanes: number;
  readonly #hiddenSize: number;
  readonly #kernel: PointwiseKernel;
  readonly #block: Address;
  readonly #dSums: Moving | undefined;
  readonly #dSplits: Moving | undefined;
  readonly #dhBefore: Moving;
  /** The gradient of h after it is projected and before, if it is. */
  readonly #dh: Moving | undefined;
  readonly #dUnprojected: Matrix | undefined;

  constructor(buffers: Buffers, share = allLanes(buffers)) {
    const { sizes, plan, dh, dUnprojected, weights } = buffers;
    const { H, O } = sizes;
    this.#kernels = share.kernels;
    this.#lanes = share.to - share.from;
    this.#hiddenSize = H;
    this.#kernel = share.kernels.pointwise(plan.kernels.backward);
    this.#block = buffers.argumentsOf(plan.kernels.backward, share.from).address;
    this.#dSums = sumsOf(buffers, share);
    this.#dSplits = splitsOf(buffers, share);
    this.#dhBefore = new Moving(buffers, share, dh, O);
    if (weights.weightHr === undefined) return;
    this.#dh = new Moving(buffers, share, buffers.rowOf(dh, O, 1), O);
    this.#dUnprojected = new Moving(buffers, share, dUnprojected, H).matrix;
  }

  /**
   * Computes the gradients of step `t`. With `intoState` false the gradient of h before the step
   * gets nothing through the weights.
   */
  run(t: number, { sums, splits, projection }: RecurrentWeights, intoState: boolean): void {
    const kernels = this.#kernels;
    if (projection && this.#dh && this.#dUnprojected) {
      kernels.multiply(this.#dh.at(t), projection, this.#dUnprojected, false);
    }
    this.#kernel.run(this.#lanes, this.#hiddenSize, this.#block, t);
    if (!intoState) return;
    if (sums && this.#dSums) kernels.multiply(this.#dSums.at(t), sums, this.#dhBefore.at(t), true);
    if (splits && this.#dSplits) kernels.multiply(this.#dSplits.at(t), splits, this.#dhBefore.at(t), true);
  }
}

/** The products of the sum gates, as the target of the recurrent product; undefined if there are none. */
function sumsOf(buffers: Buffers, share: LaneShare): Moving | undefined {
  const { H, G, S } = buffers.sizes;
  return S === 0 ? undefined : new Moving(buffers, share, buffers.gates, S * H, G * H);
}

/** The recurrent products of the split gates; undefined if there are none. */
function splitsOf(buffers: Buffers, share: LaneShare): Moving | undefined {
  const { H, P } = buffers.sizes;
  return P === 0 ? undefined : new Moving(buffers, share, buffers.recurrent, P * H);
}

/**
 * The columns of the sum gates, [O, S H], in an array laid out as the recurrent weights, such as
 * their gradient; undefined if there are none.
 */
export function sumColumns({ sizes: { H, O, S, R } }: Buffers, address: Address): Matrix | undefined {
  return S === 0 ? undefined : new Matrix(address, O, S * H, R * H);
}

/** The same for the split gates, [O, P H]. */
export function splitColumns(buffers: Buffers, address: Address): Matrix | undefined {
  const { H, O, S, P, R } = buffers.sizes;
  return P === 0 ? undefined : new Matrix(address + buffers.bytes(S * H), O, P * H, R * H);
}
