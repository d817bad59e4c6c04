import type { Engine, LinearMemory } from '@tbptt/core/operation';
import type { Stage } from './branches.js';
import { nonFiniteGradient } from './errors.js';
import { type NormOrder, normOf } from './gradient-norm.js';
import { type FusedBranch, type MutableContext, PlacedBranch } from './placed-branch.js';
import type { PlacedSlot } from './placed-parameter.js';

/** A branch that a stage belongs to, and the index of the stage in it. */
interface Passage {
  readonly branch: PlacedBranch;
  readonly index: number;
}

/** A chain at work in one memory: all of its branches. */
export class PlacedChain {
  readonly branches: readonly PlacedBranch[];
  /** The stages in an order in which each comes after those on which it depends. */
  readonly #stages: readonly {
    readonly norm: NormOrder | undefined;
    readonly passages: readonly Passage[];
  }[];
  readonly #context: MutableContext = {
    step: 0,
    updates: 0,
    gradientNorm: Number.NaN,
    parameterNorm: Number.NaN,
  };

  constructor(
    stages: readonly Stage[],
    branches: readonly FusedBranch[],
    readonly memory: LinearMemory,
  ) {
    this.branches = branches.map((branch) => new PlacedBranch(branch, memory));
    this.#stages = stages.map((stage) => ({
      norm: stage.transform.norm,
      passages: this.branches
        .map((branch) => ({ branch, index: branch.indexOf(stage) }))
        .filter(({ index }) => index >= 0),
    }));
  }

  /** Every slot of every parameter, and the branch it belongs to. */
  get slots(): readonly { readonly slot: PlacedSlot; readonly branch: PlacedBranch }[] {
    return this.branches.flatMap((branch) => branch.slots.map((slot) => ({ slot, branch })));
  }

  /**
   * Updates all parameters that have a gradient, and their slots. Returns the first norm that the chain requests, or undefined.
   * Throws `NonFiniteError` and what the uniforms throw before anything is changed.
   */
  run(engine: Engine, step: number): number | undefined {
    const context = this.#context;
    context.step = step;
    let firstNorm: number | undefined;
    for (const branch of this.branches) branch.begin();
    for (const { norm, passages } of this.#stages) {
      context.gradientNorm = Number.NaN;
      if (norm !== undefined) {
        context.gradientNorm = measure(engine, norm, passages, context);
        firstNorm ??= context.gradientNorm;
      }
      for (const { branch, index } of passages) branch.setUniforms(index, context);
    }
    for (const branch of this.branches) branch.update(engine);
    return firstNorm;
  }
}

/** The norm of the gradient that a stage is given, over all parameters of its branches that take part in the step. */
function measure(
  engine: Engine,
  order: NormOrder,
  passages: readonly Passage[],
  context: MutableContext,
): number {
  for (const { branch, index } of passages) branch.measure(engine, index, context);
  const own = passages.length === 1 ? passages[0]?.branch.norms : undefined;
  const norm = normOf(own ?? passages.flatMap(({ branch }) => [...branch.norms]), order);
  if (!Number.isFinite(norm)) {
    const toBlame = passages.flatMap(({ branch }) => branch.notFinite);
    throw nonFiniteGradient(norm, context.step, toBlame);
  }
  return norm;
}
