import * as Plot from '@observablehq/plot';
import { colors, figureOf, type Panel } from '../shared/figure.js';

/** A step of an episode. */
export interface Moment {
  readonly step: number;
  /** Radians, and radians per second. */
  readonly angle: number;
  readonly angularVelocity: number;
  readonly action: number;
  /** The outputs of the hidden units. */
  readonly units: readonly number[];
}

interface Point {
  readonly step: number;
  readonly value: number;
}

/**
 * The angle of the pole and the pushes; and how fast the pole turns, beside what a linear layer reads
 * from the hidden units.
 */
export function polePicture(moments: readonly Moment[], read: readonly number[]): string {
  const correlation = correlationOf(
    moments.map(({ angularVelocity }) => angularVelocity),
    read,
  ).toFixed(2);
  const description =
    `An episode of ${moments.length} steps. Above, the angle of the pole, and the pushes to the left and to the right. ` +
    `Below, the angular velocity, which the network does not see, and what a linear layer reads from its hidden units: the correlation is ${correlation}.`;
  const points: readonly Point[] = moments.map(({ step }, i) => ({ step, value: read[i] ?? 0 }));
  const panels: readonly Panel[] = [
    {
      title: 'Angle of the pole in degrees, and the pushes to the left (below) and to the right (above)',
      height: 190,
      plot: {
        ...margins,
        x: { label: null, tickSize: 0 },
        y: { label: null, grid: true, ticks: 5, tickSize: 0 },
        marks: [
          Plot.ruleX(moments, {
            x: 'step',
            y1: 0,
            y2: ({ action }: Moment) => (action === 1 ? 0.6 : -0.6),
            stroke: colors.gray,
            strokeOpacity: 0.6,
          }),
          Plot.lineY(moments, {
            x: 'step',
            y: ({ angle }: Moment) => (180 * angle) / Math.PI,
            stroke: colors.blue,
            strokeWidth: 2,
          }),
        ],
      },
    },
    {
      title: `Angular velocity, unseen (blue), and as read from the hidden units (orange): correlation ${correlation}`,
      height: 190,
      plot: {
        ...margins,
        x: { label: 'step', labelArrow: 'none', labelAnchor: 'center', tickSize: 0 },
        y: { label: null, grid: true, ticks: 5, tickSize: 0 },
        marks: [
          Plot.lineY(moments, { x: 'step', y: 'angularVelocity', stroke: colors.blue, strokeWidth: 2 }),
          Plot.lineY(points, { x: 'step', y: 'value', stroke: colors.orange, strokeWidth: 2 }),
        ],
      },
    },
  ];
  return figureOf(description, panels);
}

const margins = { marginLeft: 40, marginRight: 16, marginBottom: 36 };

/** How far two lists go together, from -1 to 1. */
function correlationOf(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [a, b].map(standardized) as [readonly number[], readonly number[]];
  return x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0) / x.length;
}

function standardized(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length) || 1;
  return values.map((x) => (x - mean) / deviation);
}
