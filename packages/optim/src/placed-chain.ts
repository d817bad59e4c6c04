import type { Engine, LinearMemory } from '@tbptt/core/operation';
import type { Stage } from './branches.js';
import type { Norm } from './norm.js';
import { type FusedBranch, type MutableContext, PlacedBranch } from './placed-branch.js';
import type { PlacedNorm } from './placed-norm.js';
import type { PlacedSlot } from './placed-parameter.js';

/** A norm, and the branches whose parameters it measures with the index of its stage in each. */
interface Measurement {
  readonly norm: PlacedNorm;
  readonly passages: readonly { readonly branch: PlacedBranch; readonly index: number }[];
}

/** A chain at work in one memory: all of its branches. */
export class PlacedChain {
  readonly branches: readonly PlacedBranch[];
  /** The measurements, each after those on which it depends. */
  readonly #measurements: readonly Measurement[];
  readonly #context: MutableContext = { step: 0, updates: 0 };

  constructor(
    stages: readonly Stage[],
    branches: readonly FusedBranch[],
    readonly memory: LinearMemory,
  ) {
    const norms = new Map(
      stages.flatMap((stage): [Stage, PlacedNorm][] => {
        const { norm } = stage.transform;
        return norm === undefined ? [] : [[stage, placeNorm(norm, stage, branches, memory)]];
      }),
    );
    this.branches = branches.map(
      (branch) =>
        new PlacedBranch(
          branch,
          memory,
          branch.stages.map((stage) => norms.get(stage)),
        ),
    );
    this.#measurements = [...norms].map(([stage, norm]) => ({
      norm,
      passages: branches.flatMap((fused, i) => {
        const index = fused.stages.indexOf(stage);
        return index < 0 ? [] : [{ branch: this.branches[i] as PlacedBranch, index }];
      }),
    }));
  }

  /** Every slot of every parameter, and the branch it belongs to. */
  get slots(): readonly { readonly slot: PlacedSlot; readonly branch: PlacedBranch }[] {
    return this.branches.flatMap((branch) => branch.slots.map((slot) => ({ slot, branch })));
  }

  /** The first norm that the chain requests, as last measured. Undefined if it requests none. */
  get firstNorm(): number | undefined {
    const [first] = this.#measurements;
    return first && this.memory.number(first.norm.whole);
  }

  /**
   * Updates all parameters that have a gradient, and their slots. Throws what the uniforms throw
   * before anything is changed, and has the engine end the step before that if a norm is NaN or
   * infinite. `count` belongs to it.
   */
  run(engine: Engine, step: number): void {
    const context = this.#context;
    context.step = step;
    for (const branch of this.branches) branch.begin(context);
    const { kernels } = engine;
    for (const { norm, passages } of this.#measurements) {
      for (const { branch, index } of passages) branch.measure(kernels, index);
      norm.finish(engine, step);
    }
    for (const branch of this.branches) branch.update(kernels);
  }

  /**
   * Marks the memory of the slots as used by the current step, so that a full memory does not count
   * it as unused.
   */
  markUsed(): void {
    for (const branch of this.branches) branch.markUsed();
  }

  /** Counts the updates of the latest run, when they are known to be valid. */
  count(): void {
    for (const branch of this.branches) branch.count();
  }
}

/** Returns the norm of a stage over all parameters of the branches to which it belongs. */
function placeNorm(
  norm: Norm,
  stage: Stage,
  branches: readonly FusedBranch[],
  memory: LinearMemory,
): PlacedNorm {
  const concerned = branches.filter(({ stages }) => stages.includes(stage));
  const readsParameters = concerned.some(({ stages, chain }) => {
    const name = chain.stages[stages.indexOf(stage)]?.norm?.parameter;
    const programs = [chain.program, ...chain.stages.flatMap(({ probe }) => probe ?? [])];
    return programs.some(({ inputs }) => inputs.some((input) => input.name === name));
  });
  return norm.place(
    concerned.flatMap(({ parameters }) => [...parameters]),
    memory,
    readsParameters,
  );
}
