import * as Plot from '@observablehq/plot';
import type { NGramReference } from '../../language-model/n-gram-reference.js';
import { bits, count } from '../../ui/format.js';
import type { CurvePoint } from '../curve.js';
import type { RunRecord } from '../run-record.js';
import type { Chart } from '../svg.js';
import { common, compactTick, FAINT, SOFT, STRONG } from './look.js';

/** Draws the loss of training and of validation over the updates, and that of an n-gram model as a line. */
export function lossChart(
  { curve, validations }: RunRecord,
  reference: NGramReference | undefined,
  width: number,
): Chart {
  const last = curve.at(-1);
  // A diverged run ends with losses that are not numbers.
  const smooth = smoothed(curve.filter((point) => Number.isFinite(point.bitsPerCharacter)));
  const tail = smooth.at(-1);
  const valid = validations.filter(({ bitsPerCharacter }) => Number.isFinite(bitsPerCharacter));
  const best = valid.at(-1);
  const levels =
    reference === undefined
      ? []
      : [
          {
            bits: reference.bitsPerCharacter,
            label: `${reference.order}-grams ${bits(reference.bitsPerCharacter)}`,
          },
        ];
  const values = [
    ...smooth.map(({ bitsPerCharacter }) => bitsPerCharacter),
    ...valid.map((v) => v.bitsPerCharacter),
    ...levels.map((level) => level.bits),
  ];
  const start = smooth[Math.floor(smooth.length * 0.004)]?.bitsPerCharacter ?? 5;
  const least = Math.min(...values, Number.POSITIVE_INFINITY);
  const range: [number, number] = [
    Math.floor(least * 4) / 4,
    Math.max(Math.ceil(Math.min(start, least + 4) * 2) / 2, least + 0.5),
  ];
  const ends = [
    ...(tail === undefined
      ? []
      : [{ ...tail, label: `training ${bits(tail.bitsPerCharacter)}`, color: SOFT }]),
    ...(best === undefined
      ? []
      : [{ ...best, label: `held out ${bits(best.bitsPerCharacter)}`, color: STRONG }]),
  ];
  const isNarrow = width < 500;
  return {
    description: [
      `Loss in bits per character over ${count(last?.step ?? 0)} updates.`,
      `${ends.map(({ label }) => label).join(', ')} at the end.`,
      ...levels.map(({ label }) => `For comparison: ${label}.`),
    ].join(' '),
    width,
    height: isNarrow ? 280 : 360,
    plot: {
      ...common,
      marginRight: isNarrow ? 16 : 128,
      x: {
        type: 'log',
        label: 'updates (log)',
        tickFormat: compactTick,
        ticks: isNarrow ? 4 : 6,
        labelAnchor: 'center',
        labelArrow: 'none',
      },
      y: {
        label: 'bits per character',
        domain: range,
        clamp: true,
        ticks: 6,
        labelArrow: 'none',
        tickSize: 0,
      },
      marks: [
        Plot.gridY({ stroke: FAINT, strokeOpacity: 1, ticks: 6 }),
        Plot.ruleY(levels, { y: 'bits', stroke: SOFT, strokeDasharray: '2 4' }),
        Plot.text(levels, {
          y: 'bits',
          text: 'label',
          frameAnchor: 'left',
          textAnchor: 'start',
          dx: 4,
          dy: -8,
          fill: SOFT,
        }),
        Plot.lineY(smooth, {
          x: 'step',
          y: 'bitsPerCharacter',
          stroke: SOFT,
          strokeWidth: 1.5,
          clip: 'frame',
        }),
        Plot.lineY(valid, { x: 'step', y: 'bitsPerCharacter', stroke: STRONG, strokeWidth: 2 }),
        Plot.dot(valid, { x: 'step', y: 'bitsPerCharacter', fill: STRONG, r: 3 }),
        ...labels(apart(ends, (range[1] - range[0]) * (isNarrow ? 0.09 : 0.06)), isNarrow),
      ],
    },
  };
}

interface End {
  readonly step: number;
  readonly bitsPerCharacter: number;
  readonly label: string;
  readonly color: string;
  /** The height of the label, which may differ from the value. */
  readonly height?: number;
}

/** Returns labels at the ends of lines, or in the upper corner if there is no room beside the lines. */
function labels(ends: readonly End[], isNarrow: boolean): readonly Plot.Markish[] {
  if (!isNarrow) {
    return [
      Plot.text(ends, {
        x: 'step',
        y: 'height',
        text: 'label',
        fill: 'color',
        dx: 8,
        textAnchor: 'start',
        fontWeight: 600,
      }),
    ];
  }
  return ends
    .toReversed()
    .map(({ label, color }, index) =>
      Plot.text([label], { frameAnchor: 'top-right', dy: 4 + 20 * index, fill: color, fontWeight: 600 }),
    );
}

/** Moves the labels of values that are close to each other apart. */
function apart(ends: readonly End[], distance: number): readonly End[] {
  const upwards = ends.toSorted((a, b) => a.bitsPerCharacter - b.bitsPerCharacter);
  let below = Number.NEGATIVE_INFINITY;
  return upwards.map((end) => {
    below = Math.max(end.bitsPerCharacter, below + distance);
    return { ...end, height: below };
  });
}

/** The number of points on each side that a point is averaged with. */
const REACH = 4;

/**
 * Returns the mean over neighbors of each point, since single updates read single lines of text,
 * whose losses differ. It is weighted by the number of updates of each point. At the beginning,
 * where the loss decreases fast, it has fewer neighbors.
 */
function smoothed(curve: readonly CurvePoint[]): readonly CurvePoint[] {
  const updates = curve.map(({ step }, index) => step - (curve[index - 1]?.step ?? 0));
  return curve.map((point, index) => {
    const reach = Math.min(index, REACH);
    let [sum, weight] = [0, 0];
    for (let i = index - reach; i <= Math.min(index + reach, curve.length - 1); i++) {
      sum += (curve[i]?.bitsPerCharacter ?? 0) * (updates[i] ?? 0);
      weight += updates[i] ?? 0;
    }
    return { ...point, bitsPerCharacter: sum / weight };
  });
}
