const SMALLEST_NORMAL = 2 ** -1022;

/** Number of products that are remembered. */
const REMEMBERED = 256;

/**
 * Returns `n => factor(0) factor(1) ... factor(n)`. The product is a function of `n` alone: the
 * same bits in whatever order the products are requested. Recent products are remembered, so the
 * next `n` costs one multiplication. Factors are from 0 to 1, and a product below 2⁻¹⁰²² counts as
 * 0.
 */
export function runningProduct(factor: (n: number) => number): (n: number) => number {
  const recent = new Map<number, number>();
  let zeroFrom = Number.POSITIVE_INFINITY;

  const remember = (n: number, product: number): number => {
    if (recent.size >= REMEMBERED) recent.delete(recent.keys().next().value ?? n);
    recent.set(n, product);
    return product;
  };

  return (n) => {
    if (n >= zeroFrom) return 0;
    const known = recent.get(n);
    if (known !== undefined) return known;
    const before = recent.get(n - 1);
    let product = before ?? 1;
    for (let i = before === undefined ? 0 : n; i <= n; i++) {
      product *= factor(i);
      if (product < SMALLEST_NORMAL) {
        zeroFrom = i; // below it, rounding would keep a product at the least number above 0 for ever
        return 0;
      }
    }
    return remember(n, product);
  };
}
