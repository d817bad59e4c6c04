import type { Parameter, Shape } from '@tbptt/core';
import type { Address, Engine, Floats, LinearMemory, PointwiseProgram } from '@tbptt/core/operation';
import { NonFiniteGradientError } from './errors.js';
import { type FusedChain, GRADIENT, MEASURED, PARAMETER, type Uniform } from './fuse-chain.js';
import { type NormOrder, normAt, normOf } from './gradient-norm.js';
import { type Operands, PlacedProgram } from './placed-program.js';

/** A slot of one parameter. */
export interface PlacedSlot {
  /** Transform, slot and the path of the parameter, such as `adam.mean.layers.0.weight`. */
  readonly name: string;
  readonly shape: Shape;
  readonly address: Address;
  readonly size: number;
}

interface PlacedSection {
  readonly norm: NormOrder | undefined;
  readonly probe: PlacedProgram | undefined;
  readonly uniforms: readonly Uniform[];
}

/** A chain at work in one memory: the slots of all parameters, and the programs with their argument blocks. */
export class PlacedChain {
  readonly slots: readonly PlacedSlot[];
  readonly #paths: readonly string[];
  readonly #sizes: readonly number[];
  readonly #gradients: readonly Address[];
  /** Where a probe writes: large enough for any parameter. 0 if there are no probes. */
  readonly #measured: Address;
  readonly #sections: readonly PlacedSection[];
  readonly #program: PlacedProgram;
  /** The values of all uniforms at this step, in the order of the chain. */
  readonly #values: Float64Array;
  /** The norm of each parameter's gradient at this step. */
  readonly #norms: Float64Array;
  readonly #context = { step: 0, gradientNorm: Number.NaN };

  /** Slots start from their initial values, and gradients of parameters that have none yet from zero. */
  constructor(
    { program, sections, slots }: FusedChain,
    parameters: ReadonlyMap<string, Parameter>,
    readonly memory: LinearMemory,
  ) {
    const allocate = (elements: number): Address => memory.allocateFor(this, elements * memory.elementBytes);
    const probes = sections.some(({ probe }) => probe !== undefined);
    this.#sizes = [...parameters.values()].map(({ size }) => size);
    this.#gradients = [...parameters.values()].map((parameter) => gradientAddress(parameter, memory));
    this.#measured = probes ? allocate(Math.max(...this.#sizes)) : 0;
    const placedSlots: PlacedSlot[] = [];
    const operands: Operands[] = [...parameters].map(([path, parameter], index) => {
      const { shape, size } = parameter;
      const addresses = new Map([
        [PARAMETER, parameter.addressIn(memory)],
        [GRADIENT, this.#gradients[index] as Address],
        [MEASURED, this.#measured],
      ]);
      for (const { name: slot, value: initial } of slots) {
        const address = allocate(size);
        memory.view(address, size).fill(initial);
        addresses.set(slot, address);
        placedSlots.push({ name: path === '' ? slot : `${slot}.${path}`, shape, address, size });
      }
      return { addresses, size };
    });
    const uniforms = sections.flatMap((section) => section.uniforms.map(({ name }) => name));
    const place = (program: PointwiseProgram): PlacedProgram =>
      new PlacedProgram(program, memory, operands, uniforms, this);
    this.#sections = sections.map(({ norm, probe, uniforms }) => ({
      norm,
      probe: probe && place(probe),
      uniforms,
    }));
    this.#program = place(program);
    this.#paths = [...parameters.keys()];
    this.#values = new Float64Array(uniforms.length);
    this.#norms = new Float64Array(parameters.size);
    this.slots = placedSlots;
  }

  /** The numbers of a slot, as a view that the next allocation may invalidate. */
  read({ address, size }: PlacedSlot): Floats {
    return this.memory.view(address, size);
  }

  /**
   * Updates all parameters and slots from the gradients that lie in the parameters. Returns the first norm that the chain asks for, undefined where
   * it asks for none. Throws, before anything is changed, `NonFiniteGradientError` and what the uniforms throw.
   */
  run(engine: Engine, step: number): number | undefined {
    const values = this.#values;
    const context = this.#context;
    context.step = step;
    let firstNorm: number | undefined;
    let position = 0;
    for (const { norm, probe, uniforms } of this.#sections) {
      if (norm !== undefined) {
        context.gradientNorm = this.#measure(engine, norm, probe);
        firstNorm ??= context.gradientNorm;
      }
      for (const { value } of uniforms) values[position++] = value(context);
    }
    this.#program.setUniforms(values);
    for (let index = 0; index < this.#sizes.length; index++) this.#program.run(engine.kernels, index);
    return firstNorm;
  }

  #measure(engine: Engine, order: NormOrder, probe: PlacedProgram | undefined): number {
    const norms = this.#norms;
    probe?.setUniforms(this.#values);
    for (let index = 0; index < norms.length; index++) {
      probe?.run(engine.kernels, index);
      const address = probe === undefined ? (this.#gradients[index] as Address) : this.#measured;
      norms[index] = normAt(engine, address, this.#sizes[index] as number, order);
    }
    const norm = normOf(norms, order);
    if (!Number.isFinite(norm)) {
      const toBlame = this.#paths.filter((_, index) => !Number.isFinite(norms[index]));
      throw new NonFiniteGradientError(norm, this.#context.step, toBlame);
    }
    return norm;
  }
}

/** Where the gradient of a parameter lies; one that has none yet gets zeros. */
function gradientAddress(parameter: Parameter, memory: LinearMemory): Address {
  const isNew = parameter.gradient === undefined;
  const address = parameter.gradientAddressIn(memory);
  if (isNew) memory.clear(address, parameter.size);
  return address;
}
