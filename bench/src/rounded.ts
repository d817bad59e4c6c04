/** Four digits: what a measurement is worth. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
