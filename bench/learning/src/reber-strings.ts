import { type Indices, indices } from '@tbptt/core';
import { type Floats, type GrammarString, IGNORED, REBER_SYMBOLS } from '@tbptt/data';

const V = REBER_SYMBOLS.length;

/** Strings of a grammar side by side, each from its first symbol. */
export interface Strings {
  /** `[T, B]`: every symbol of a string but its last. */
  readonly inputs: Indices;
  /** `[T, B]`: the symbol after each, `IGNORED` behind the end. */
  readonly targets: Indices;
  /** `[B]`: how many symbols of each string are inputs. */
  readonly lengths: Int32Array;
  /** `[T B, V]`: what the grammar allows after each input, rows in the order of the inputs. */
  readonly legal: Floats;
}

/** Lays strings side by side; T is the length of the longest, less one. */
export function besideEachOther(strings: readonly GrammarString[]): Strings {
  const lengths = Int32Array.from(strings, ({ ids }) => ids.length - 1);
  const [T, B] = [Math.max(...lengths), strings.length];
  const inputs = new Int32Array(T * B);
  const targets = new Int32Array(T * B).fill(IGNORED);
  const legal = new Float32Array(T * B * V);
  for (const [b, string] of strings.entries()) {
    for (let t = 0; t < string.ids.length - 1; t++) {
      const row = t * B + b;
      inputs[row] = string.ids[t] ?? 0;
      targets[row] = string.ids[t + 1] ?? 0;
      legal.set(string.legal.data.subarray(t * V, (t + 1) * V), row * V);
    }
  }
  return {
    inputs: indices([T, B], inputs),
    targets: indices([T, B], targets),
    lengths,
    legal: { shape: [T * B, V], data: legal },
  };
}
