/** Returns the name of the derivative of a result by an operand, as a result of `Equation.partials`. */
export function partialName(result: string, operand: string): string {
  return `${result}/${operand}`;
}
