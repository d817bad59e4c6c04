/** The operand of a gate's sum, or of its input product. */
export function inputOperand(gate: string): string {
  return `${gate}.input`;
}

/** The operand of a split gate's recurrent product. */
export function recurrentOperand(gate: string): string {
  return `${gate}.recurrent`;
}

/** The operand of a state before the step. */
export function previousOperand(state: string): string {
  return `${state}.previous`;
}

/** The operand of a unit weight. */
export function unitOperand(name: string): string {
  return `${name}.unit`;
}
