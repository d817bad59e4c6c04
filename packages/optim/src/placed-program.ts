import {
  type Address,
  ArgumentBlock,
  type Kernels,
  type LinearMemory,
  type PointwiseKernel,
  type PointwiseProgram,
} from '@tbptt/core/operation';

/**
 * The operands of a program: the addresses of its arrays by name, their number of elements, and the
 * number of columns if these are a matrix.
 */
export interface Operands {
  readonly addresses: ReadonlyMap<string, Address>;
  readonly size: number;
  readonly columns: number;
}

/**
 * A program with its argument blocks for all parameters, complete but for the uniforms, so that a
 * run writes nothing else.
 */
export class PlacedProgram {
  readonly #blocks: readonly ArgumentBlock[];
  /** The rows and columns of each parameter. If no operand is a row, all elements are one row. */
  readonly #extents: readonly { readonly rows: number; readonly columns: number }[];
  /** The position of each uniform of the program in the list of all, and its slot. */
  readonly #uniforms: readonly { readonly position: number; readonly slot: number }[];
  #kernel: PointwiseKernel | undefined;
  #kernels: Kernels | undefined;

  /**
   * The blocks are in `memory` as long as `owner` lives. `uniforms` are the names of those that
   * `setUniforms` is given.
   */
  constructor(
    readonly program: PointwiseProgram,
    memory: LinearMemory,
    parameters: readonly Operands[],
    uniforms: readonly string[],
    owner: object,
  ) {
    const { inputs, outputs } = program;
    const inRows = inputs.some(({ kind }) => kind === 'row');
    this.#extents = parameters.map(({ size, columns }) =>
      inRows && size > 0 ? { rows: size / columns, columns } : { rows: 1, columns: size },
    );
    this.#blocks = ArgumentBlock.ownedBy(owner, memory, program, parameters.length);
    const slots = [...inputs, ...outputs].map(({ name, kind }, slot) => ({ name, kind, slot }));
    parameters.forEach(({ addresses }, index) => {
      const rowBytes = (this.#extents[index]?.columns ?? 0) * memory.elementBytes;
      for (const { name, kind, slot } of slots) {
        if (kind === 'uniform') continue;
        // A column has the same number for all rows: it is a norm of the whole parameter, or of all of them.
        this.#blocks[index]?.setArray(slot, addresses.get(name) ?? 0, kind === 'column' ? 0 : rowBytes);
      }
    });
    this.#uniforms = slots.flatMap(({ name, kind, slot }) =>
      kind === 'uniform' ? [{ position: uniforms.indexOf(name), slot }] : [],
    );
  }

  /**
   * Writes the uniforms into all blocks: those of parameter `i` are the values from number
   * `i * valueStride` on.
   */
  setUniforms(values: Float64Array, valueStride: number): void {
    let first = 0;
    for (const block of this.#blocks) {
      for (const { position, slot } of this.#uniforms) {
        block.setUniform(slot, values[first + position] as number);
      }
      first += valueStride;
    }
  }

  /** Runs over the parameter of that index. */
  run(kernels: Kernels, index: number): void {
    if (kernels !== this.#kernels || this.#kernel === undefined) {
      this.#kernel = kernels.pointwise(this.program);
      this.#kernels = kernels;
    }
    const { rows, columns } = this.#extents[index] as { readonly rows: number; readonly columns: number };
    this.#kernel.run(rows, columns, (this.#blocks[index] as ArgumentBlock).address, 0);
  }
}
