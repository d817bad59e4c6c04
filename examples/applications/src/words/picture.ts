import * as Plot from '@observablehq/plot';
import type { Vocabulary } from '@tbptt/data';
import { colors, figureOf } from '../shared/figure.js';

interface Neighbor {
  readonly word: string;
  /** 0 for the nearest. */
  readonly rank: number;
  readonly neighbor: string;
  /** The cosine of the angle between their vectors. */
  readonly cosine: number;
}

const SHOWN = 5;

/** For some words, those whose vectors point in nearly the same direction. */
export function neighborsPicture(
  vectors: readonly (readonly number[])[],
  vocabulary: Vocabulary,
  asked: readonly string[],
): string {
  const units = vectors.map((vector) => {
    const norm = Math.hypot(...vector) || 1;
    return vector.map((x) => x / norm);
  });
  const { symbols } = vocabulary;
  const known = asked.filter((word) => symbols.includes(word));
  const neighbors: Neighbor[] = known.flatMap((word) => {
    const id = symbols.indexOf(word);
    const own = units[id] as readonly number[];
    return units
      .map((unit, i) => ({ i, cosine: unit.reduce((sum, x, d) => sum + x * (own[d] as number), 0) }))
      .filter(({ i }) => i !== id && /\p{L}/u.test(symbols[i] ?? ''))
      .toSorted((a, b) => b.cosine - a.cosine)
      .slice(0, SHOWN)
      .map(({ i, cosine }, rank) => ({ word, rank, neighbor: symbols[i] ?? '', cosine }));
  });
  const lines = known.map(
    (word) =>
      `${word}: ${neighbors
        .filter((one) => one.word === word)
        .map(({ neighbor }) => neighbor)
        .join(', ')}`,
  );
  const plot: Plot.PlotOptions = {
    marginLeft: 90,
    marginTop: 8,
    marginBottom: 8,
    x: { domain: Array.from({ length: SHOWN }, (_, rank) => rank), axis: null, padding: 0.05 },
    y: { domain: known, label: null, tickSize: 0, padding: 0.1 },
    opacity: { domain: [0, 1] },
    marks: [
      Plot.cell(neighbors, { x: 'rank', y: 'word', fill: colors.blue, fillOpacity: 'cosine' }),
      Plot.text(neighbors, {
        x: 'rank',
        y: 'word',
        text: ({ neighbor, cosine }: Neighbor) => `${neighbor}  ${cosine.toFixed(2)}`,
        fill: ({ cosine }: Neighbor) => (cosine > 0.6 ? '#fff' : '#222'),
      }),
    ],
  };
  return figureOf(`The words whose vectors are nearest to those of some words. ${lines.join('; ')}.`, [
    {
      title: 'Words whose vectors point in nearly the same direction, with the cosine of the angle',
      plot,
      height: 30 * known.length + 16,
    },
  ]);
}
