import { ArgumentError } from '@tbptt/core';
import {
  type Address,
  describe,
  type Floats,
  hasGradientIn,
  type Kernels,
  type LinearMemory,
  type OwnedBlock,
  type PointwiseProgram,
} from '@tbptt/core/operation';
import type { Branch, Stage } from './branches.js';
import type { FusedChain, FusedStage, Uniform } from './fuse-chain.js';
import type { Measured, PlacedNorm } from './placed-norm.js';
import { type PlacedParameter, type PlacedSlot, placeParameter } from './placed-parameter.js';
import { PlacedProgram } from './placed-program.js';
import type { StepContext } from './transform.js';

/** A branch, fused. */
export interface FusedBranch extends Branch {
  readonly chain: FusedChain;
  /** Number of updates of each parameter so far. Counted by `PlacedBranch.count`. */
  readonly updates: Float64Array;
}

/** A context that is filled in for one parameter after the other. */
export type MutableContext = { -readonly [Name in keyof StepContext]: StepContext[Name] };

interface PlacedStage extends FusedStage {
  readonly placedNorm: PlacedNorm | undefined;
  /** The measured parameters. Empty without a norm. */
  readonly measured: readonly Measured[];
  readonly placedProbe: PlacedProgram | undefined;
}

/** The parameters of a branch in one memory: their slots, and the programs with their argument blocks. */
export class PlacedBranch {
  readonly slots: readonly PlacedSlot[];
  /** The memory of slots and probes. */
  readonly #blocks: OwnedBlock[] = [];
  readonly #fused: FusedChain;
  readonly #updates: Float64Array;
  readonly #parameters: readonly PlacedParameter[];
  /** Address at which probes write: large enough for any parameter. 0 if there are no probes. */
  readonly #measured: Address;
  readonly #stages: readonly PlacedStage[];
  readonly #program: PlacedProgram;
  readonly #idle: PlacedProgram | undefined;
  readonly #uniforms: readonly Uniform[];
  /** Values of the uniforms in the order of the chain, for each parameter. */
  readonly #values: Float64Array;
  /**
   * The distance between the values of one parameter and those of the next. 0 if all parameters
   * share the first values.
   */
  #valueStride = 0;
  /** Whether each parameter takes part in the step. */
  readonly #takesPart: boolean[];

  /** Slots start from their initial values. `norms` has the norm of each stage that requests one. */
  constructor(
    { chain: fused, parameters, updates }: FusedBranch,
    readonly memory: LinearMemory,
    norms: readonly (PlacedNorm | undefined)[],
  ) {
    const { stages, program, idle } = fused;
    const sizes = [...parameters.values()].map(({ size }) => size);
    const probes = stages.some(({ probe }) => probe !== undefined);
    const allocate = (elements: number, initial = 0): Address => {
      const block = memory.owned.allocate(this, elements * memory.elementBytes);
      this.#blocks.push(block);
      const { address } = block;
      memory.fill(address, elements, initial);
      return address;
    };
    this.#fused = fused;
    this.#updates = updates;
    const measured = probes ? allocate(Math.max(...sizes)) : 0;
    this.#measured = measured;
    this.#parameters = [...parameters].map(([path, parameter]) =>
      placeParameter(path, parameter, memory, fused, allocate, measured, norms),
    );
    this.slots = this.#parameters.flatMap(({ slots }) => slots);
    this.#uniforms = stages.flatMap(({ uniforms }) => uniforms);
    const names = this.#uniforms.map(({ name }) => name);
    const placeProgram = (program: PointwiseProgram): PlacedProgram =>
      new PlacedProgram(program, memory, this.#parameters, names, this);
    this.#stages = stages.map((stage, index) => ({
      ...stage,
      placedNorm: norms[index],
      measured: this.#parameters.flatMap(({ parameter }) => norms[index]?.of(parameter) ?? []),
      placedProbe: stage.probe && placeProgram(stage.probe),
    }));
    this.#program = placeProgram(program);
    this.#idle = idle && placeProgram(idle);
    this.#values = new Float64Array(names.length * parameters.size);
    this.#takesPart = Array.from(sizes, () => false);
  }

  /** Whether averages of the parameters are kept. */
  get hasAverages(): boolean {
    return this.#fused.averages !== undefined;
  }

  /** Index of `stage` in this branch, or -1. */
  indexOf(stage: Stage): number {
    return this.#stages.findIndex((placed) => placed.stage === stage);
  }

  /** Returns the numbers of a slot, as a view that the next allocation may invalidate. */
  read({ address, size }: PlacedSlot): Floats {
    return this.memory.view(address, size);
  }

  /** Replaces the numbers of a slot. */
  write({ address }: PlacedSlot, numbers: ArrayLike<number>): void {
    this.memory.write(address, numbers);
  }

  /**
   * Begins a step: finds the parameters that have a gradient, which are those that take part, and
   * computes the uniforms, once if all parameters have been updated equally often.
   */
  begin(context: MutableContext): void {
    const updates = this.#updates;
    const uniforms = this.#uniforms;
    this.#valueStride = 0;
    for (let i = 0; i < this.#parameters.length; i++) {
      this.#takesPart[i] = hasGradientIn(this.memory, (this.#parameters[i] as PlacedParameter).parameter);
      if (updates[i] !== updates[0]) this.#valueStride = uniforms.length;
    }
    const count = this.#valueStride === 0 ? 1 : this.#parameters.length;
    let next = 0;
    for (let row = 0; row < count; row++) {
      context.updates = updates[row] as number;
      for (let i = 0; i < uniforms.length; i++)
        this.#values[next++] = valueOf(uniforms[i] as Uniform, context);
    }
  }

  /** Marks the memory of the slots as used by the current step. */
  markUsed(): void {
    const { step } = this.memory.owned;
    for (const block of this.#blocks) block.usedIn = step;
  }

  /** Measures the gradients that stage `index` receives, for its norm. */
  measure(kernels: Kernels, index: number): void {
    const { placedNorm, placedProbe, measured } = this.#stages[index] as PlacedStage;
    if (placedNorm === undefined) return;
    placedNorm.begin(kernels);
    placedProbe?.setUniforms(this.#values, this.#valueStride);
    for (let i = 0; i < measured.length; i++) {
      const one = measured[i] as Measured;
      if (this.#takesPart[i]) {
        placedProbe?.run(kernels, i);
        const { gradient } = this.#parameters[i] as PlacedParameter;
        placedNorm.measure(one, placedProbe === undefined ? gradient : this.#measured);
      } else placedNorm.omit(one);
    }
  }

  /** Updates the parameters that take part and their slots, and the slots that change in every step. */
  update(kernels: Kernels): void {
    this.#program.setUniforms(this.#values, this.#valueStride);
    this.#idle?.setUniforms(this.#values, this.#valueStride);
    for (let i = 0; i < this.#parameters.length; i++) {
      if (this.#takesPart[i]) this.#program.run(kernels, i);
      else this.#idle?.run(kernels, i);
    }
  }

  /** Counts the update, when it is known to be valid. */
  count(): void {
    for (let i = 0; i < this.#parameters.length; i++) {
      if (this.#takesPart[i]) this.#updates[i] = (this.#updates[i] as number) + 1;
    }
  }

  /**
   * Exchanges the numbers of the parameters and of their averages. A parameter that has no average
   * yet keeps its numbers.
   */
  exchangeAverages(): void {
    const { averages, averagesEveryStep } = this.#fused;
    if (averages === undefined) return;
    this.#parameters.forEach(({ address, addresses, size }, index) => {
      if (!averagesEveryStep && this.#updates[index] === 0) return;
      const average = addresses.get(averages) ?? 0;
      // Not by way of the arena, which may have no room: some parameters would hold averages then.
      const kept = this.memory.copy(address, size);
      this.memory.move(average, address, size);
      this.memory.write(average, kept);
    });
  }
}

/**
 * Returns the value of a uniform in a step.
 *
 * @throws ArgumentError unless it is a number.
 */
function valueOf({ name, value }: Uniform, context: StepContext): number {
  const number: unknown = value(context);
  if (typeof number === 'number' && !Number.isNaN(number)) return number;
  throw new ArgumentError(
    name,
    `the uniform of step ${context.step} is ${describe(number)}; it must be a number.`,
  );
}
