/** Returns the name under which programs know the gradient of an operand or result. */
export function gradientName(name: string): string {
  return `d:${name}`;
}
