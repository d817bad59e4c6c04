import * as Plot from '@observablehq/plot';
import type { GateSaturation } from '@tbptt/rnn/inspection';
import type { Chart } from '../svg.js';
import { common, FAINT, STRONG } from './look.js';

/** Draws how often the gates of units are open and closed (Karpathy, Johnson & Fei-Fei 2015, figure 3). */
export function saturationChart(gates: readonly GateSaturation[], name: string, width: number): Chart {
  const points = gates
    .filter(({ gate }) => gate === name)
    .flatMap(({ layer, open, closed }) =>
      open.map((value, unit) => ({ layer, open: value, closed: closed[unit] ?? 0 })),
    );
  const layers = new Set(points.map(({ layer }) => layer)).size;
  const share = (at: (point: { open: number; closed: number }) => boolean): string =>
    `${Math.round((100 * points.filter(at).length) / Math.max(1, points.length))} %`;
  return {
    description:
      `The ${name} gates of ${points.length} units: ${share(({ open }) => open > 0.5)} are open more than ` +
      `half of the time, ${share(({ closed }) => closed > 0.5)} closed more than half of the time.`,
    width,
    height: width,
    plot: {
      ...common,
      marginRight: 16,
      x: {
        domain: [0, 1],
        label: 'share of time closed (below 0.1)',
        labelAnchor: 'center',
        labelArrow: 'none',
        ticks: 3,
      },
      y: {
        domain: [0, 1],
        label: 'share of time open (above 0.9)',
        ticks: 3,
        tickSize: 0,
        labelArrow: 'none',
      },
      marks: [
        Plot.gridY({ stroke: FAINT, strokeOpacity: 1, ticks: 3 }),
        Plot.line(
          [
            [0, 1],
            [1, 0],
          ],
          { stroke: FAINT },
        ),
        Plot.dot(points, {
          x: 'closed',
          y: 'open',
          r: 3,
          stroke: STRONG,
          strokeOpacity: 0.7,
          ...(layers > 1 && { symbol: (point: { layer: number }) => `layer ${point.layer}` }),
        }),
      ],
    },
  };
}
