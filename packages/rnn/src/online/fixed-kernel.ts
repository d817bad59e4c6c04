import type { Address, ArgumentBlock, PointwiseKernel, PointwiseProgram } from '@tbptt/core/operation';
import type { Place } from '../window/place.js';

/** An operand of a kernel in persistent memory: its address and the bytes from one row to the next. */
export interface Operand {
  readonly address: Address;
  readonly rowStride: number;
}

/** A pointwise kernel with operands at fixed addresses, so that a run is one call. */
export class FixedKernel {
  readonly #kernel: PointwiseKernel;
  readonly #block: ArgumentBlock;
  readonly #names: readonly string[];

  /** `operands` has every input and output by its name, except uniforms. */
  constructor(
    place: Place,
    program: PointwiseProgram,
    operands: Readonly<Record<string, Operand>>,
    readonly rows: number,
    readonly columns: number,
  ) {
    this.#kernel = place.kernels.pointwise(program);
    const block = place.blockFor(program);
    this.#names = [...program.inputs, ...program.outputs].map(({ name }) => name);
    [...program.inputs, ...program.outputs].forEach(({ name, kind }, slot) => {
      if (kind === 'uniform') return;
      const found = operands[name];
      if (found === undefined) throw new TypeError(`FixedKernel: ${program.name} has no place for ${name}.`);
      block.setArray(slot, found.address, found.rowStride);
    });
    this.#block = block;
  }

  /** Sets a uniform. */
  set(name: string, value: number): void {
    this.#block.setUniform(this.#names.indexOf(name), value);
  }

  run(): void {
    this.#kernel.run(this.rows, this.columns, this.#block.address, 0);
  }
}
