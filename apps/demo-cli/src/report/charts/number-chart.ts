import * as Plot from '@observablehq/plot';
import type { RunRecord } from '../run-record.js';
import type { Chart } from '../svg.js';
import { common, compactTick, FAINT, SOFT, STRONG, short } from './look.js';

type Numeric = 'learningRate' | 'gradientNorm' | 'charactersPerSecond';

const small: Readonly<Record<Numeric, { readonly label: string; readonly title: string }>> = {
  learningRate: { label: 'learning rate', title: 'Learning rate' },
  gradientNorm: { label: 'norm of the gradient', title: 'Gradient norm before clipping' },
  charactersPerSecond: { label: 'characters per second', title: 'Speed' },
};

/** Draws one number of each update. */
export function numberChart({ curve, settings }: RunRecord, name: Numeric, width: number): Chart {
  const points = curve.filter((point) => Number.isFinite(point[name]));
  const values = points.map((point) => point[name]);
  const most = quantile(values, 0.99) * 1.15;
  const { clip = Number.POSITIVE_INFINITY } = settings;
  const clips = name === 'gradientNorm' && most > clip * 0.5;
  return {
    description: `${small[name].title} over the updates: from ${short(values[0])} to ${short(values.at(-1))}.`,
    width,
    height: 180,
    plot: {
      ...common,
      marginLeft: 52,
      marginRight: 16,
      x: { label: 'updates', tickFormat: compactTick, ticks: 3, labelAnchor: 'center', labelArrow: 'none' },
      y: {
        label: small[name].label,
        domain: [0, Math.max(most, clips ? clip * 1.1 : 0) || 1],
        clamp: true,
        ticks: 4,
        tickSize: 0,
        labelArrow: 'none',
        tickFormat: short,
      },
      marks: [
        Plot.gridY({ stroke: FAINT, strokeOpacity: 1, ticks: 4 }),
        ...(clips
          ? [
              Plot.ruleY([clip], { stroke: SOFT, strokeDasharray: '4 4' }),
              Plot.text([clip], {
                y: (d: number) => d,
                frameAnchor: 'right',
                dy: -7,
                text: () => `clipped to ${clip}`,
                fill: SOFT,
              }),
            ]
          : []),
        Plot.lineY(points, { x: 'step', y: name, stroke: STRONG, strokeWidth: 1.5 }),
      ],
    },
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}
