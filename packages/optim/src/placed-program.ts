import {
  type Address,
  blockBytes,
  type Kernels,
  type LinearMemory,
  type PointwiseKernel,
  type PointwiseProgram,
  placeOperand,
  SLOT_BYTES,
  slotsOf,
} from '@tbptt/core/operation';

/** What a program runs over: the addresses of its array operands by name, and how many elements they have, in rows of how many. */
export interface Operands {
  readonly addresses: ReadonlyMap<string, Address>;
  readonly size: number;
  readonly columns: number;
}

/** A program with its argument blocks for all parameters, filled in but for the uniforms, so that a run writes nothing else. */
export class PlacedProgram {
  readonly #firstBlock: Address;
  readonly #blockBytes: number;
  /** How many rows of how many elements. Where no operand is a row, all elements are one row. */
  readonly #extents: readonly { readonly rows: number; readonly columns: number }[];
  /** Of each uniform that the program reads, its position in the list of all and its slot in the first block. */
  readonly #uniforms: readonly { readonly position: number; readonly slot: Address }[];
  #kernel: PointwiseKernel | undefined;
  #kernels: Kernels | undefined;

  /** The blocks lie in `memory` as long as `owner` lives. `uniforms` are the names of those that `run` is given. */
  constructor(
    readonly program: PointwiseProgram,
    readonly memory: LinearMemory,
    parameters: readonly Operands[],
    uniforms: readonly string[],
    owner: object,
  ) {
    const inRows = program.inputs.some(({ kind }) => kind === 'row');
    this.#extents = parameters.map(({ size, columns }) =>
      inRows && size > 0 ? { rows: size / columns, columns } : { rows: 1, columns: size },
    );
    this.#blockBytes = blockBytes(program);
    this.#firstBlock = memory.allocateFor(owner, this.#blockBytes * parameters.length);
    const slots = slotsOf(program).map(({ name, kind }, index) => ({
      name,
      kind,
      offset: index * SLOT_BYTES,
    }));
    parameters.forEach(({ addresses }, index) => {
      const stride = this.#extents[index]?.columns ?? 0;
      for (const { name, kind, offset } of slots) {
        const slot = this.#blockOf(index) + offset;
        if (kind !== 'uniform') placeOperand(memory, slot, addresses.get(name) ?? 0, stride);
      }
    });
    this.#uniforms = slots
      .filter(({ kind }) => kind === 'uniform')
      .map(({ name, offset }) => ({ position: uniforms.indexOf(name), slot: this.#firstBlock + offset }));
  }

  /** Writes the uniforms into all blocks: those of parameter `i` are the values from number `i * valueStride` on. */
  setUniforms(values: Float64Array, valueStride: number): void {
    const { memory } = this;
    const { floats } = memory;
    const stride = this.#blockBytes / memory.elementBytes;
    const end = stride * this.#extents.length;
    for (const { position, slot } of this.#uniforms) {
      const first = memory.indexOf(slot);
      let value = position;
      for (let index = 0; index < end; index += stride, value += valueStride)
        floats[first + index] = values[value] as number;
    }
  }

  /** Runs over the parameter of that index. */
  run(kernels: Kernels, index: number): void {
    if (kernels !== this.#kernels || this.#kernel === undefined) {
      this.#kernel = kernels.pointwise(this.program);
      this.#kernels = kernels;
    }
    const { rows, columns } = this.#extents[index] as { readonly rows: number; readonly columns: number };
    this.#kernel.run(rows, columns, this.#blockOf(index));
  }

  #blockOf(index: number): Address {
    return this.#firstBlock + index * this.#blockBytes;
  }
}
