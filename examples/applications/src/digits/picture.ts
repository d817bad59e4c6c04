import * as Plot from '@observablehq/plot';
import { CLASSES, SIDE } from '@tbptt/learning';
import { colors, figureOf, type Panel } from '../shared/figure.js';

/** A digit and what a network that reads it row by row believes after each row. */
export interface Belief {
  readonly image: Float32Array;
  readonly digit: number;
  /** The probabilities of the ten digits, row by row. */
  readonly probabilities: readonly (readonly number[])[];
}

/** A digit that was taken for another one. */
export interface Misread {
  readonly image: Float32Array;
  readonly digit: number;
  readonly guess: number;
  /** Its probability. */
  readonly probability: number;
}

/** A run of equal ink in a row of an image: fewer marks than pixels. */
interface Run {
  readonly x1: number;
  readonly x2: number;
  readonly y: number;
  readonly ink: number;
}

/** Shades of ink. */
const SHADES = 4;
const [PANEL, IMAGE] = [190, 150];

/** What an LSTM believes while it reads, and what a convolutional network takes for another digit. */
export function digitsPicture(beliefs: readonly Belief[], misread: readonly Misread[]): string {
  const description =
    `${beliefs.length} digits, and beside each the probability that an LSTM gives to every digit after each row of pixels: ` +
    `it knows the digit before the last row. Below, ${misread.length} held-out digits that the convolutional network misread.`;
  return figureOf(description, [...beliefs.flatMap(beliefPanels), ...misread.map(misreadPanel)]);
}

function beliefPanels({ image, digit, probabilities }: Belief): readonly Panel[] {
  const cells = probabilities.flatMap((row, y) =>
    row.map((probability, guess) => ({ y, guess, probability })),
  );
  const belief: Plot.PlotOptions = {
    margin: 2,
    marginBottom: 20,
    marginRight: 20,
    x: { domain: [0, CLASSES], axis: null },
    y: { domain: [SIDE, 0], axis: null },
    marks: [
      Plot.rect(cells, {
        x1: 'guess',
        x2: ({ guess }: { guess: number }) => guess + 1,
        y1: 'y',
        y2: ({ y }: { y: number }) => y + 1,
        fill: colors.blue,
        fillOpacity: 'probability',
        filter: ({ probability }: { probability: number }) => probability > 0.02,
      }),
      Plot.frame({ stroke: '#ccc' }),
      Plot.text(
        Array.from({ length: CLASSES }, (_, guess) => guess),
        { x: (guess: number) => guess + 0.5, y: SIDE, dy: 12, text: (guess: number) => String(guess) },
      ),
    ],
  };
  return [
    { title: `a ${digit}, row by row`, plot: imagePlot(image), width: PANEL, height: IMAGE + 40 },
    {
      title: 'what it believes',
      plot: { ...belief, opacity: { domain: [0, 1] } },
      width: PANEL,
      height: IMAGE + 40,
    },
  ];
}

function misreadPanel({ image, digit, guess, probability }: Misread): Panel {
  const title = `${digit} read as ${guess}, ${Math.round(100 * probability)} %`;
  return { title, plot: imagePlot(image), width: PANEL, height: IMAGE + 20 };
}

/** An image of a digit, dark on white. */
export function imagePlot(image: Float32Array): Plot.PlotOptions {
  return {
    margin: 2,
    marginBottom: 20,
    marginRight: 20,
    x: { domain: [0, SIDE], axis: null },
    y: { domain: [SIDE, 0], axis: null },
    opacity: { domain: [0, SHADES] },
    marks: [
      Plot.rect(runsOf(image), {
        x1: 'x1',
        x2: 'x2',
        y1: 'y',
        y2: ({ y }: Run) => y + 1,
        fill: '#222',
        fillOpacity: 'ink',
      }),
      Plot.frame({ stroke: '#ccc' }),
    ],
  };
}

function runsOf(image: Float32Array): readonly Run[] {
  const runs: Run[] = [];
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; ) {
      const ink = inkAt(image, x, y);
      const x1 = x;
      while (x < SIDE && inkAt(image, x, y) === ink) x++;
      if (ink > 0) runs.push({ x1, x2: x, y, ink });
    }
  }
  return runs;
}

function inkAt(image: Float32Array, x: number, y: number): number {
  return Math.round(SHADES * (image[y * SIDE + x] ?? 0));
}
