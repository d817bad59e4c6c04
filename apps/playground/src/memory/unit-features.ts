/** What is known about each character of a text, as a number. */
const features: Readonly<Record<string, (characters: readonly string[]) => readonly number[]>> = {
  'at a space': (characters) => characters.map((one) => (/\s/.test(one) ? 1 : 0)),
  'position in the word': (characters) => {
    let length = 0;
    return characters.map((one) => {
      length = /[\p{L}\p{N}’']/u.test(one) ? length + 1 : 0;
      return length;
    });
  },
  'at a vowel': (characters) => characters.map((one) => (/[aeiouy]/i.test(one) ? 1 : 0)),
  'at punctuation': (characters) => characters.map((one) => (/\p{P}/u.test(one) ? 1 : 0)),
  'position in the line': (characters) => {
    let column = 0;
    return characters.map((one) => {
      column = one === '\n' ? 0 : column + 1;
      return column;
    });
  },
  'inside quotes': (characters) => {
    let inside = 0;
    return characters.map((one) => {
      if (one === '“' || (one === '"' && inside === 0)) inside = 1;
      else if (one === '”' || one === '"') inside = 0;
      return inside;
    });
  },
};

/** A unit, and what it tells best. */
export interface TellingUnit {
  readonly unit: number;
  readonly feature: string;
  /** The correlation of its activation with the feature, from -1 to 1. */
  readonly correlation: number;
}

/** Returns units by how well they tell something about the text, the best first. activations: `[T, H]`. */
export function tellingUnits(text: string, activations: Float32Array, units: number): readonly TellingUnit[] {
  const characters = Array.from(text);
  const known = Object.entries(features).map(([name, of]) => [name, of(characters)] as const);
  const all = Array.from({ length: units }, (_, unit): TellingUnit => {
    const own = characters.map((_, t) => activations[t * units + unit] ?? 0);
    const told = known.map(([feature, values]) => ({
      unit,
      feature,
      correlation: correlationOf(own, values),
    }));
    return told.reduce((best, one) => (Math.abs(one.correlation) > Math.abs(best.correlation) ? one : best));
  });
  return all.toSorted((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation));
}

/** Returns the correlation of two lists; 0 if one of them does not vary. */
function correlationOf(a: readonly number[], b: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((x, i) => {
    const y = (b[i] ?? 0) - mb;
    ab += (x - ma) * y;
    aa += (x - ma) ** 2;
    bb += y ** 2;
  });
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
