import type { GradientUse, Plan } from './plan.js';
import type { OperandKind } from './program.js';

const KINDS: readonly OperandKind[] = ['full', 'row', 'column', 'uniform'];
const GRADIENTS: readonly GradientUse[] = ['none', 'accumulate', 'assign'];

interface Node {
  plan: Plan | undefined;
  readonly next: Node[];
}

/**
 * The plans of an equation, found without building a key: a tree with a level for each array
 * operand. So any number of operands works, and a call allocates nothing.
 */
export class PlanCache {
  readonly #root: Node = { plan: undefined, next: [] };

  /** Returns the plan for these kinds and gradients of the array operands. `make` makes it the first time. */
  plan(kinds: readonly OperandKind[], gradients: readonly GradientUse[], make: () => Plan): Plan {
    let node = this.#root;
    for (let i = 0; i < kinds.length; i++) {
      const use = gradients[i] as GradientUse;
      const gradient = typeof use === 'number' ? GRADIENTS.length + use : GRADIENTS.indexOf(use);
      const branch = gradient * KINDS.length + KINDS.indexOf(kinds[i] as OperandKind);
      node = node.next[branch] ??= { plan: undefined, next: [] };
    }
    return (node.plan ??= make());
  }
}
