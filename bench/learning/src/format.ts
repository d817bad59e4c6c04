/** `66,300`, `0.003416`, `8,440`: a number of significant digits, whole numbers whole, thousands apart. */
export function formatted(value: number, digits = 4): string {
  return Math.abs(value) >= 10 ** (digits - 1)
    ? value.toLocaleString('en-US', { maximumFractionDigits: 0 })
    : value.toLocaleString('en-US', { maximumSignificantDigits: digits });
}

/** `2,560`: a whole number as it stands in a sentence. */
export function inEnglish(value: number): string {
  return value.toLocaleString('en-US');
}
