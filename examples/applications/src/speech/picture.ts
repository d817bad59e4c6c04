import * as Plot from '@observablehq/plot';
import type { Vocabulary } from '@tbptt/data';
import { colors, figureOf, type Panel } from '../shared/figure.js';

/** A word, its phonemes, and how much of each letter was looked at for each of them. */
export interface Transcription {
  readonly word: string;
  readonly phonemes: readonly number[];
  readonly attention: readonly (readonly number[])[];
}

interface Look {
  /** Places of a letter and of a phoneme. */
  readonly letter: number;
  readonly phoneme: number;
  readonly weight: number;
}

/** For some words, which letters were looked at for each phoneme that was said. */
export function attentionPicture(words: readonly Transcription[], phonemes: Vocabulary): string {
  const spoken = words.map(({ word, phonemes: said }) => `${word} as ${phonemes.symbolsOf(said).join(' ')}`);
  return figureOf(
    `How much of each letter (column) was looked at for each phoneme (row). Words that were held out: ${spoken.join('; ')}.`,
    words.map((one) => panel(one, phonemes.symbolsOf(one.phonemes))),
  );
}

function panel({ word, attention }: Transcription, said: readonly string[]): Panel {
  const looks: Look[] = attention.flatMap((weights, phoneme) =>
    weights.map((weight, letter) => ({ letter, phoneme, weight })),
  );
  const places = (count: number) => Array.from({ length: count }, (_, i) => i);
  return {
    title: word,
    width: 380,
    height: 24 * said.length + 40,
    plot: {
      marginLeft: 44,
      marginRight: 16,
      marginTop: 26,
      marginBottom: 8,
      x: {
        domain: places(word.length),
        axis: 'top',
        label: null,
        tickSize: 0,
        tickFormat: (place: number) => word[place] ?? '',
      },
      y: {
        domain: places(said.length),
        label: null,
        tickSize: 0,
        tickFormat: (place: number) => said[place] ?? '',
      },
      opacity: { domain: [0, 1] },
      marks: [
        Plot.cell(looks, {
          x: 'letter',
          y: 'phoneme',
          fill: colors.blue,
          fillOpacity: 'weight',
          inset: 0.5,
          filter: ({ weight }: Look) => weight > 0.02,
        }),
        Plot.frame({ stroke: '#ccc' }),
      ],
    },
  };
}
