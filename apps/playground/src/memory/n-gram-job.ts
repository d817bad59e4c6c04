/** The bits per character of an n-gram model. */
export interface Reference {
  readonly order: number;
  readonly bits: number;
}

/**
 * Measures n-gram models of 1, 2 ... `most` characters, interpolated by the method of Witten & Bell
 * (1991): `p(c|h) = (n(hc) + t(h) p(c|h')) / (n(h) + t(h))`, where `t(h)` is the number of
 * characters seen after h, h' is h without its first character, and the shortest model is uniform.
 * They are counted on `ids` and measured on `heldOut`. Yields where it may be interrupted.
 */
export function* nGramBits(
  ids: Int32Array,
  heldOut: Int32Array,
  symbols: number,
  most: number,
): Generator<undefined, readonly Reference[], void> {
  const probabilities = new Float64Array(heldOut.length).fill(1 / symbols);
  const references: Reference[] = [];
  for (let order = 1; order <= most; order++) {
    const counts = new Map<string, number>();
    const kinds = new Map<string, number>();
    const totals = new Map<string, number>();
    const contextAt = (text: Int32Array, i: number) =>
      String.fromCharCode(...text.subarray(i - order + 1, i));
    for (let i = order - 1; i < ids.length; i++) {
      const context = contextAt(ids, i);
      const whole = context + String.fromCharCode(ids[i] ?? 0);
      const count = counts.get(whole) ?? 0;
      counts.set(whole, count + 1);
      totals.set(context, (totals.get(context) ?? 0) + 1);
      if (count === 0) kinds.set(context, (kinds.get(context) ?? 0) + 1);
      if (i % 4096 === 0) yield undefined;
    }
    let bits = 0;
    for (let i = 0; i < heldOut.length; i++) {
      if (i >= order - 1) {
        const context = contextAt(heldOut, i);
        const total = totals.get(context) ?? 0;
        const kind = kinds.get(context) ?? 0;
        const count = counts.get(context + String.fromCharCode(heldOut[i] ?? 0)) ?? 0;
        if (total > 0) probabilities[i] = (count + kind * (probabilities[i] ?? 0)) / (total + kind);
      }
      bits -= Math.log2(probabilities[i] ?? 1);
    }
    references.push({ order, bits: bits / heldOut.length });
  }
  return references;
}
