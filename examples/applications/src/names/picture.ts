import * as Plot from '@observablehq/plot';
import type { ConfusionMatrix } from '@tbptt/core';
import { colors, figureOf } from '../shared/figure.js';

interface Cell {
  readonly language: string;
  readonly guess: string;
  /** Percent of the names of the language. */
  readonly share: number;
}

/** For each language, what its held-out names were told to be. */
export function confusionPicture(
  { counts, classes, accuracy }: ConfusionMatrix,
  languages: readonly string[],
): string {
  const cells: Cell[] = languages.flatMap((language, target) => {
    const row = Array.from(counts.slice(target * classes, (target + 1) * classes));
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, i) => ({ language, guess: languages[i] ?? '', share: (100 * count) / total }));
  });
  const hits = cells.filter(({ language, guess }) => language === guess);
  const best = hits.reduce((a, b) => (b.share > a.share ? b : a));
  const description =
    `What the held-out names of each language were told to be: ${Math.round(100 * accuracy)} % are right, ` +
    `most of all ${best.language} with ${Math.round(best.share)} %.`;
  const plot: Plot.PlotOptions = {
    marginLeft: 80,
    marginTop: 40,
    marginBottom: 8,
    x: { domain: languages, axis: 'top', label: null, tickSize: 0 },
    y: { domain: languages, label: null, tickSize: 0 },
    opacity: { domain: [0, 100] },
    marks: [
      Plot.cell(cells, { x: 'guess', y: 'language', fill: colors.blue, fillOpacity: 'share', inset: 1 }),
      Plot.text(cells, {
        x: 'guess',
        y: 'language',
        text: ({ share }: Cell) => (share >= 1 ? String(Math.round(share)) : ''),
        fill: ({ share }: Cell) => (share > 55 ? '#fff' : '#222'),
      }),
    ],
  };
  return figureOf(description, [
    {
      title: 'Percent of the held-out names of a language (row) that were told to be of another (column)',
      plot,
      height: 380,
    },
  ]);
}
