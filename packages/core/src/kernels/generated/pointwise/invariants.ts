import type { Expression } from '../../../equation/expression.js';
import { type Code, v128 } from '../../../wasm/instructions.js';
import type { VectorMath } from '../../../wasm/simd-math/vector-math.js';
import { type PointwiseProgram, SLOT_BYTES } from '../../pointwise.js';
import { countUses, ElementGroup } from './element-group.js';

/**
 * Writes the values of what depends on uniforms and constants alone, once and for all elements. `block` is the address of the
 * argument block, where uniforms stand.
 */
export function computeInvariants(
  program: PointwiseProgram,
  v: VectorMath,
  block: Code,
): Map<Expression, Code> {
  const invariants = new Map<Expression, Code>();
  const uses = countUses(program.outputs.map(({ value }) => value));
  const isInvariant = new Map<Expression, boolean>();
  const visit = (expression: Expression): boolean => {
    let invariant = isInvariant.get(expression);
    if (invariant === undefined) {
      if (expression.kind === 'call') invariant = expression.arguments.map(visit).every(Boolean);
      else invariant = expression.kind === 'constant' || slotOfUniform(program, expression.name) >= 0;
      isInvariant.set(expression, invariant);
    }
    return invariant;
  };
  const load = (expression: Expression): Code | undefined => {
    if (expression.kind !== 'operand') return undefined;
    return v128.load32Splat(block, slotOfUniform(program, expression.name) * SLOT_BYTES);
  };
  const group = new ElementGroup(v, uses, invariants, load);
  for (const { value } of program.outputs) visit(value);
  for (const [expression, invariant] of isInvariant) {
    if (invariant && expression.kind !== 'constant') group.compute(expression);
  }
  return invariants;
}

function slotOfUniform({ inputs }: PointwiseProgram, name: string): number {
  return inputs.findIndex((input) => input.kind === 'uniform' && input.name === name);
}
