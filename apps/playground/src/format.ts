/** Returns a number with four decimals and a true minus sign, as everywhere on the page. */
export function formatNumber(value: number, decimals = 4): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const rounded = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(rounded) !== 0 ? `−${rounded}` : rounded;
}

/** Returns a whole number as subscript digits, `₁₂`. */
export function subscript(value: number): string {
  return String(value).replaceAll(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'.charAt(Number(digit)));
}

/** Returns a whole number as superscript digits in brackets, `⁽²⁾`: the number of a layer. */
export function layerMark(value: number): string {
  return `⁽${String(value).replaceAll(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(digit)))}⁾`;
}
