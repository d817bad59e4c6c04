import type { Parameter, Shape } from '@tbptt/core';
import type { Address, Engine, Floats, LinearMemory, PointwiseProgram } from '@tbptt/core/operation';
import type { Stage } from './branches.js';
import {
  type FusedChain,
  type FusedStage,
  GRADIENT,
  MEASURED,
  PARAMETER,
  type Uniform,
} from './fuse-chain.js';
import { normAt, normOf, unitNormsAt } from './gradient-norm.js';
import { type Operands, PlacedProgram } from './placed-program.js';
import type { StepContext } from './transform.js';

/** A slot of one parameter. */
export interface PlacedSlot {
  /** Transform, slot and the path of the parameter, such as `adam.mean.layers.0.weight`. */
  readonly name: string;
  readonly shape: Shape;
  readonly address: Address;
  readonly size: number;
}

/** A parameter in the memory. */
interface PlacedParameter extends Operands {
  readonly path: string;
  readonly address: Address;
  readonly gradient: Address;
  /** Room for norms of its own and of its units. */
  readonly room: Readonly<Record<'parameter' | 'unit', Norms>>;
}

/** Norms of the gradient and of the parameter, of some elements each. */
interface Norms {
  readonly gradient: Float64Array;
  readonly parameter: Float64Array;
}

interface PlacedStage extends FusedStage {
  readonly placedProbe: PlacedProgram | undefined;
  /** Where its uniforms stand among those that are not rows. */
  readonly position: number;
}

/** The parameters of a branch at work in one memory: their slots, and the programs with their argument blocks. */
export class PlacedBranch {
  readonly slots: readonly PlacedSlot[];
  /** The norm of each parameter's gradient, as last measured. */
  readonly norms: Float64Array;
  readonly #fused: FusedChain;
  readonly #parameters: readonly PlacedParameter[];
  /** Where a probe writes: large enough for any parameter. 0 if there are no probes. */
  readonly #measured: Address;
  readonly #stages: readonly PlacedStage[];
  readonly #program: PlacedProgram;
  /** The values of the uniforms that are not rows, in the order of the chain. */
  readonly #values: Float64Array;

  /** Slots start from their initial values, and gradients of parameters that have none yet from zero. */
  constructor(
    fused: FusedChain,
    parameters: ReadonlyMap<string, Parameter>,
    readonly memory: LinearMemory,
  ) {
    const { stages, slots, program } = fused;
    const sizes = [...parameters.values()].map(({ size }) => size);
    const probes = stages.some(({ probe }) => probe !== undefined);
    this.#fused = fused;
    this.#measured = probes ? this.#allocate(Math.max(...sizes)) : 0;
    const placedSlots: PlacedSlot[] = [];
    this.#parameters = [...parameters].map(([path, parameter]) => {
      const placed = this.#place(path, parameter);
      for (const { name: slot } of slots) {
        const address = placed.addresses.get(slot) ?? 0;
        const { shape, size } = parameter;
        placedSlots.push({ name: path === '' ? slot : `${slot}.${path}`, shape, address, size });
      }
      return placed;
    });
    this.slots = placedSlots;
    const plain = stages.flatMap(({ rows, uniforms }) => (rows ? [] : uniforms.map(({ name }) => name)));
    const placeProgram = (program: PointwiseProgram): PlacedProgram =>
      new PlacedProgram(program, memory, this.#parameters, plain, this);
    let position = 0;
    this.#stages = stages.map((stage) => {
      const placed = { ...stage, placedProbe: stage.probe && placeProgram(stage.probe), position };
      if (!stage.rows) position += stage.uniforms.length;
      return placed;
    });
    this.#program = placeProgram(program);
    this.#values = new Float64Array(plain.length);
    this.norms = new Float64Array(parameters.size);
  }

  /** The paths of the parameters whose gradients were last measured to be NaN or infinite. */
  get notFinite(): readonly string[] {
    return this.#parameters.map(({ path }) => path).filter((_, index) => !Number.isFinite(this.norms[index]));
  }

  /** Whether averages of the parameters are kept. */
  get hasAverages(): boolean {
    return this.#fused.averages !== undefined;
  }

  /** The number of a stage in this branch; -1 if it is none of it. */
  indexOf(stage: Stage): number {
    return this.#stages.findIndex((placed) => placed.stage === stage);
  }

  /** The numbers of a slot, as a view that the next allocation may invalidate. */
  read({ address, size }: PlacedSlot): Floats {
    return this.memory.view(address, size);
  }

  /** Measures the gradients that stage `index` is given, into `norms`. Where the uniforms of the stage are rows it computes them as well. */
  measure(engine: Engine, index: number, step: number): void {
    const placed = this.#stages[index] as PlacedStage;
    const { placedProbe, rows } = placed;
    const { norm: order = 2 } = placed.stage.transform;
    placedProbe?.setUniforms(this.#values);
    for (let i = 0; i < this.#parameters.length; i++) {
      const parameter = this.#parameters[i] as PlacedParameter;
      placedProbe?.run(engine.kernels, i);
      const address = placedProbe === undefined ? parameter.gradient : this.#measured;
      this.norms[i] = rows
        ? this.#setRows(engine, placed, parameter, address, step)
        : normAt(engine, address, parameter.size, order);
    }
  }

  /** Computes the uniforms of stage `index`, unless they are rows. */
  setUniforms(index: number, context: StepContext): void {
    const { uniforms, rows, position } = this.#stages[index] as PlacedStage;
    if (rows) return;
    for (let i = 0; i < uniforms.length; i++)
      this.#values[position + i] = (uniforms[i] as Uniform).value(context);
  }

  /** Updates the parameters and the slots. */
  update({ kernels }: Engine): void {
    this.#program.setUniforms(this.#values);
    for (let index = 0; index < this.#parameters.length; index++) this.#program.run(kernels, index);
  }

  /** Exchanges the numbers of the parameters and of their averages, where averages are kept. */
  exchangeAverages(): void {
    const { averages } = this.#fused;
    if (averages === undefined) return;
    for (const { address, addresses, size } of this.#parameters) {
      const parameter = this.memory.view(address, size);
      const average = this.memory.view(addresses.get(averages) ?? 0, size);
      const kept = parameter.slice();
      parameter.set(average);
      average.set(kept);
    }
  }

  /** The uniforms of a stage for each unit of a parameter, from the norms of the unit. Returns the norm of the whole gradient. */
  #setRows(
    engine: Engine,
    { stage, uniforms }: PlacedStage,
    parameter: PlacedParameter,
    gradient: Address,
    step: number,
  ): number {
    const { norm: order = 2, normScope } = stage.transform;
    const { address, addresses, size, columns, room } = parameter;
    const norms = room[normScope === 'unit' ? 'unit' : 'parameter'];
    unitNormsAt(engine, gradient, size, order, norms.gradient);
    unitNormsAt(engine, address, size, order, norms.parameter);
    for (const { name, value } of uniforms) {
      const row = this.memory.view(addresses.get(name) ?? 0, columns);
      norms.gradient.forEach((gradientNorm, unit) => {
        row[unit] = value({ step, gradientNorm, parameterNorm: norms.parameter[unit] as number });
      });
      if (norms.gradient.length === 1) row.fill(row[0] ?? 0);
    }
    return normOf(norms.gradient, order);
  }

  /** A parameter with its gradient, slots and rows. */
  #place(path: string, parameter: Parameter): PlacedParameter {
    const { memory } = this;
    const { shape, size } = parameter;
    const columns = shape.length < 2 ? size : (shape.at(-1) ?? 1);
    const address = parameter.addressIn(memory);
    const gradient = gradientAddress(parameter, memory);
    const addresses = new Map([
      [PARAMETER, address],
      [GRADIENT, gradient],
      [MEASURED, this.#measured],
    ]);
    for (const { name, value } of this.#fused.slots) addresses.set(name, this.#allocate(size, value));
    for (const { rows, uniforms } of this.#fused.stages) {
      if (rows) for (const { name } of uniforms) addresses.set(name, this.#allocate(columns));
    }
    const room = { parameter: normsOf(1), unit: normsOf(shape.length < 2 ? 1 : columns) };
    return { path, address, gradient, addresses, size, columns, room };
  }

  /** `elements` numbers that live as long as this does. */
  #allocate(elements: number, initial = 0): Address {
    const address = this.memory.allocateFor(this, elements * this.memory.elementBytes);
    this.memory.view(address, elements).fill(initial);
    return address;
  }
}

function normsOf(count: number): Norms {
  return { gradient: new Float64Array(count), parameter: new Float64Array(count) };
}

/** Where the gradient of a parameter lies; one that has none yet gets zeros. */
function gradientAddress(parameter: Parameter, memory: LinearMemory): Address {
  const isNew = parameter.gradient === undefined;
  const address = parameter.gradientAddressIn(memory);
  if (isNew) memory.clear(address, parameter.size);
  return address;
}
