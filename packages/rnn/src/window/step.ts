/**
 * The kernels of one time step of a cell: what windows repeat over time and single steps run once. Nothing is allocated by a step.
 */
import { type Address, Matrix, type PointwiseKernel } from '@tbptt/core/operation';
import type { Buffers } from './buffers.js';

type Prepared = ReturnType<Buffers['place']['kernels']['prepare']>;

/** A matrix that moves from time step to time step. */
class Moving {
  readonly matrix: Matrix;

  constructor(
    readonly start: Address,
    /** Distance between time steps in bytes. */
    readonly stride: number,
    rows: number,
    columns: number,
    rowStride = columns,
  ) {
    this.matrix = new Matrix(start, rows, columns, rowStride);
  }

  /** The matrix at time step `t`. */
  at(t: number): Matrix {
    this.matrix.address = this.start + t * this.stride;
    return this.matrix;
  }
}

/** The recurrent weights of the sum gates and of the split gates as products use them; undefined if there are none. */
interface RecurrentWeights {
  readonly sums: Prepared | undefined;
  readonly splits: Prepared | undefined;
  readonly projection: Prepared | undefined;
}

/**
 * One step forward. The gates' columns hold the input products, and the columns of split gates their biases if there are any: the step adds
 * the recurrent products, computes the equation, and projects h if it is to be projected.
 */
export class ForwardStep {
  readonly #buffers: Buffers;
  readonly #kernel: PointwiseKernel;
  readonly #block: Address;
  readonly #h: Moving;
  readonly #next: Moving;
  readonly #sums: Moving;
  readonly #splits: Moving;
  readonly #unprojected: Moving;
  #weights: RecurrentWeights = { sums: undefined, splits: undefined, projection: undefined };

  constructor(buffers: Buffers) {
    const { sizes, states, entering, plan, place } = buffers;
    const { B, H, O } = sizes;
    const [state, hidden] = [buffers.bytes(B * O), buffers.bytes(B * H)];
    this.#buffers = buffers;
    this.#kernel = place.kernels.pointwise(plan.kernels.forward);
    this.#block = buffers.argumentsOf(plan.kernels.forward).address;
    this.#h = new Moving(entering[0] as Address, state, B, O);
    this.#next = new Moving(buffers.rowOf(states[0] as Address, O, 1), state, B, O);
    this.#sums = sumsOf(buffers);
    this.#splits = splitsOf(buffers);
    this.#unprojected = new Moving(buffers.unprojected, hidden, B, H);
  }

  /** Brings the weights into the order in which products read them fastest. Steps use the weights as they are now. */
  prepare(): void {
    const { place, sizes, weights } = this.#buffers;
    const [sums, splits] = recurrentColumns(this.#buffers);
    const { weightHr } = weights;
    const projected = weightHr && new Matrix(place.at(weightHr), sizes.H, sizes.O);
    const prepare = (b: Matrix | undefined) => b && place.kernels.prepare(b, sizes.B);
    this.#weights = { sums: prepare(sums), splits: prepare(splits), projection: prepare(projected) };
  }

  /** Computes step `t`. `splitBias` says that the columns of split gates hold biases. */
  run(t: number, splitBias: boolean): void {
    const { place, sizes } = this.#buffers;
    const { kernels } = place;
    const { sums, splits, projection } = this.#weights;
    if (sums !== undefined) kernels.multiply(this.#h.at(t), sums, this.#sums.at(t), true);
    if (splits !== undefined) kernels.multiply(this.#h.at(t), splits, this.#splits.at(t), splitBias);
    this.#kernel.run(sizes.B, sizes.H, this.#block, t);
    if (projection !== undefined) {
      kernels.multiply(this.#unprojected.at(t), projection, this.#next.at(t), false);
    }
  }
}

/**
 * One step backward, the mirror image: turns the gates' columns of the step into their gradients, and adds to the gradient of h before it.
 */
export class BackwardStep {
  readonly #buffers: Buffers;
  readonly #kernel: PointwiseKernel;
  readonly #block: Address;
  readonly #dSums: Moving;
  readonly #dSplits: Moving;
  readonly #dh: Moving;
  readonly #dhBefore: Moving;
  readonly #dUnprojected: Matrix;
  readonly #weights: RecurrentWeights;

  constructor(buffers: Buffers) {
    const { place, sizes, plan, weights, dh } = buffers;
    const { B, H, O } = sizes;
    const state = buffers.bytes(B * O);
    this.#buffers = buffers;
    this.#kernel = place.kernels.pointwise(plan.kernels.backward);
    this.#block = buffers.argumentsOf(plan.kernels.backward).address;
    this.#dSums = sumsOf(buffers);
    this.#dSplits = splitsOf(buffers);
    this.#dh = new Moving(buffers.rowOf(dh, O, 1), state, B, O);
    this.#dhBefore = new Moving(dh, state, B, O);
    this.#dUnprojected = new Matrix(buffers.dUnprojected, B, H);
    const [sums, splits] = recurrentColumns(buffers);
    const { weightHr } = weights;
    const projected = weightHr && new Matrix(place.at(weightHr), H, O);
    const prepare = (b: Matrix | undefined) => b && place.kernels.prepare(b.transposed, B);
    this.#weights = { sums: prepare(sums), splits: prepare(splits), projection: prepare(projected) };
  }

  /** Computes the gradients of step `t`. With `intoState` false the gradient of h before the step gets nothing through the weights. */
  run(t: number, intoState: boolean): void {
    const { place, sizes } = this.#buffers;
    const { kernels } = place;
    const { sums, splits, projection } = this.#weights;
    if (projection !== undefined) kernels.multiply(this.#dh.at(t), projection, this.#dUnprojected, false);
    this.#kernel.run(sizes.B, sizes.H, this.#block, t);
    if (!intoState) return;
    if (sums !== undefined) kernels.multiply(this.#dSums.at(t), sums, this.#dhBefore.at(t), true);
    if (splits !== undefined) kernels.multiply(this.#dSplits.at(t), splits, this.#dhBefore.at(t), true);
  }
}

/** The products of the sum gates, as the target of the recurrent product. */
function sumsOf(buffers: Buffers): Moving {
  const { B, H, G, S } = buffers.sizes;
  return new Moving(buffers.gates, buffers.bytes(B * G * H), B, S * H, G * H);
}

/** The recurrent products of the split gates. */
function splitsOf(buffers: Buffers): Moving {
  const { B, H, P } = buffers.sizes;
  return new Moving(buffers.recurrent, buffers.bytes(B * P * H), B, P * H);
}

/** The columns of the recurrent weights that belong to the sum gates, [O, S H], and to the split gates, [O, P H]; undefined if there are none. */
function recurrentColumns(buffers: Buffers): readonly (Matrix | undefined)[] {
  const { place, weights } = buffers;
  if (weights.weightHh === undefined) return [undefined, undefined];
  return columnsOf(buffers, place.at(weights.weightHh));
}

/** The columns of the sum gates and of the split gates in an array laid out as the recurrent weights, such as their gradient. */
export function columnsOf(buffers: Buffers, address: Address): readonly (Matrix | undefined)[] {
  const { H, O, S, P, R } = buffers.sizes;
  return [
    S === 0 ? undefined : new Matrix(address, O, S * H, R * H),
    P === 0 ? undefined : new Matrix(address + buffers.bytes(S * H), O, P * H, R * H),
  ];
}
