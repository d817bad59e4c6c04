import { ArgumentError } from '@tbptt/core';
import {
  type Address,
  describe,
  type Engine,
  type Floats,
  hasGradientIn,
  type LinearMemory,
  type PointwiseProgram,
} from '@tbptt/core/operation';
import type { Branch, Stage } from './branches.js';
import type { FusedChain, FusedStage, Uniform } from './fuse-chain.js';
import { normAt, normOf, unitNormsAt } from './gradient-norm.js';
import { type PlacedParameter, type PlacedSlot, placeParameter } from './placed-parameter.js';
import { PlacedProgram } from './placed-program.js';
import type { StepContext } from './transform.js';

/** A branch, fused. */
export interface FusedBranch extends Branch {
  readonly chain: FusedChain;
  /** Number of updates of each parameter so far. Counted by `PlacedBranch.update`. */
  readonly updates: Float64Array;
}

/** A context that is filled in for one parameter after the other. */
export type MutableContext = { -readonly [Name in keyof StepContext]: StepContext[Name] };

interface PlacedStage extends FusedStage {
  readonly placedProbe: PlacedProgram | undefined;
  /** Position of its first uniform among those that are not rows. */
  readonly position: number;
}

/** The parameters of a branch in one memory: their slots, and the programs with their argument blocks. */
export class PlacedBranch {
  readonly slots: readonly PlacedSlot[];
  /** The norm of each parameter's gradient, as last measured. 0 for a parameter that takes no part in the step. */
  readonly norms: Float64Array;
  readonly #fused: FusedChain;
  readonly #updates: Float64Array;
  readonly #parameters: readonly PlacedParameter[];
  /** Address at which probes write: large enough for any parameter. 0 if there are no probes. */
  readonly #measured: Address;
  readonly #stages: readonly PlacedStage[];
  readonly #program: PlacedProgram;
  readonly #idle: PlacedProgram | undefined;
  /** Number of uniforms that are not rows. */
  readonly #width: number;
  /** Values of those uniforms in the order of the chain, for each parameter. */
  readonly #values: Float64Array;
  /** Distance of the values of one parameter from those of the next. 0 if all parameters share the first ones. */
  #valueStride = 0;
  /** Whether each parameter takes part in the step. */
  readonly #takesPart: boolean[];

  /** Slots start from their initial values. */
  constructor(
    { chain: fused, parameters, updates }: FusedBranch,
    readonly memory: LinearMemory,
  ) {
    const { stages, program, idle } = fused;
    const sizes = [...parameters.values()].map(({ size }) => size);
    const probes = stages.some(({ probe }) => probe !== undefined);
    const allocate = (elements: number, initial = 0): Address => {
      const address = memory.allocateFor(this, elements * memory.elementBytes);
      memory.view(address, elements).fill(initial);
      return address;
    };
    this.#fused = fused;
    this.#updates = updates;
    const measured = probes ? allocate(Math.max(...sizes)) : 0;
    this.#measured = measured;
    this.#parameters = [...parameters].map(([path, parameter]) =>
      placeParameter(path, parameter, memory, fused, allocate, measured),
    );
    this.slots = this.#parameters.flatMap(({ slots }) => slots);
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
    this.#idle = idle && placeProgram(idle);
    this.#width = plain.length;
    this.#values = new Float64Array(plain.length * parameters.size);
    this.#takesPart = Array.from(sizes, () => false);
    this.norms = new Float64Array(parameters.size);
  }

  /** Paths of the parameters whose gradients were last measured to be NaN or infinite. */
  get notFinite(): readonly string[] {
    return this.#parameters.map(({ path }) => path).filter((_, index) => !Number.isFinite(this.norms[index]));
  }

  /** Whether averages of the parameters are kept. */
  get hasAverages(): boolean {
    return this.#fused.averages !== undefined;
  }

  /** Index of `stage` in this branch, or -1. */
  indexOf(stage: Stage): number {
    return this.#stages.findIndex((placed) => placed.stage === stage);
  }

  /** The numbers of a slot, as a view that the next allocation may invalidate. */
  read({ address, size }: PlacedSlot): Floats {
    return this.memory.view(address, size);
  }

  /** Begins a step: finds the parameters that have a gradient, which are those that take part. */
  begin(): void {
    const updates = this.#updates;
    this.#valueStride = 0;
    for (let i = 0; i < this.#parameters.length; i++) {
      this.#takesPart[i] = hasGradientIn(this.memory, (this.#parameters[i] as PlacedParameter).parameter);
      if (updates[i] !== updates[0]) this.#valueStride = this.#width;
    }
  }

  /** Measures the gradients that stage `index` is given, into `norms`. If the uniforms of the stage are rows, computes them too. */
  measure(engine: Engine, index: number, context: MutableContext): void {
    const placed = this.#stages[index] as PlacedStage;
    const { placedProbe, rows } = placed;
    const { norm: order = 2 } = placed.stage.transform;
    placedProbe?.setUniforms(this.#values, this.#valueStride);
    for (let i = 0; i < this.#parameters.length; i++) {
      this.norms[i] = 0;
      if (!this.#takesPart[i]) continue;
      const parameter = this.#parameters[i] as PlacedParameter;
      placedProbe?.run(engine.kernels, i);
      const address = placedProbe === undefined ? parameter.gradient : this.#measured;
      context.updates = this.#updates[i] as number;
      this.norms[i] = rows
        ? this.#setRows(engine, placed, parameter, address, context)
        : normAt(engine, address, parameter.size, order);
    }
  }

  /** Computes the uniforms of stage `index`, unless they are rows: once if all parameters have been updated equally often. */
  setUniforms(index: number, context: MutableContext): void {
    const { uniforms, rows, position } = this.#stages[index] as PlacedStage;
    if (rows) return;
    const stride = this.#valueStride;
    const count = stride === 0 ? 1 : this.#parameters.length;
    for (let row = 0; row < count; row++) {
      context.updates = this.#updates[row] as number;
      for (let i = 0; i < uniforms.length; i++)
        this.#values[row * stride + position + i] = valueOf(uniforms[i] as Uniform, context);
    }
  }

  /** Updates the parameters that take part and their slots, and the slots that change in every step. */
  update({ kernels }: Engine): void {
    this.#program.setUniforms(this.#values, this.#valueStride);
    this.#idle?.setUniforms(this.#values, this.#valueStride);
    for (let i = 0; i < this.#parameters.length; i++) {
      if (this.#takesPart[i]) {
        this.#program.run(kernels, i);
        this.#updates[i] = (this.#updates[i] as number) + 1;
      } else {
        this.#idle?.run(kernels, i);
      }
    }
  }

  /** Exchanges the numbers of the parameters and of their averages. A parameter that has no average yet keeps its numbers. */
  exchangeAverages(): void {
    const { averages, averagesEveryStep } = this.#fused;
    if (averages === undefined) return;
    this.#parameters.forEach(({ address, addresses, size }, index) => {
      if (!averagesEveryStep && this.#updates[index] === 0) return;
      const parameter = this.memory.view(address, size);
      const average = this.memory.view(addresses.get(averages) ?? 0, size);
      const kept = parameter.slice();
      parameter.set(average);
      average.set(kept);
    });
  }

  /** Computes the uniforms of a stage for each unit of a parameter, from the norms of the unit. Returns the norm of the whole gradient. */
  #setRows(
    engine: Engine,
    { stage, uniforms }: PlacedStage,
    parameter: PlacedParameter,
    gradient: Address,
    { step, updates }: StepContext,
  ): number {
    const { norm: order = 2, normScope } = stage.transform;
    const { address, addresses, size, columns, room } = parameter;
    const norms = room[normScope === 'unit' ? 'unit' : 'parameter'];
    unitNormsAt(engine, gradient, size, order, norms.gradient);
    unitNormsAt(engine, address, size, order, norms.parameter);
    for (const uniform of uniforms) {
      const row = this.memory.view(addresses.get(uniform.name) ?? 0, columns);
      norms.gradient.forEach((gradientNorm, unit) => {
        if (!Number.isFinite(gradientNorm)) return; // the step ends when the norm of the whole gradient is known
        const parameterNorm = norms.parameter[unit] as number;
        row[unit] = valueOf(uniform, { step, updates, gradientNorm, parameterNorm });
      });
      if (norms.gradient.length === 1) row.fill(row[0] ?? 0);
    }
    return normOf(norms.gradient, order);
  }
}

/** The value of a uniform in a step. Throws an `ArgumentError` unless it is a number. */
function valueOf({ name, value }: Uniform, context: StepContext): number {
  const number: unknown = value(context);
  if (typeof number === 'number' && !Number.isNaN(number)) return number;
  throw new ArgumentError(
    name,
    `the uniform of step ${context.step} is ${describe(number)}; it must be a number.`,
  );
}
