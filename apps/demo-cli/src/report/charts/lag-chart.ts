import * as Plot from '@observablehq/plot';
import type { GradientByLag } from '../gradient-lags.js';
import type { Chart } from '../svg.js';
import { common, FAINT, SOFT, STRONG, short } from './look.js';

/** Draws the norm of the gradient that reaches each earlier state, kept or dropped by the window. */
export function lagChart({ norms, window }: GradientByLag, width: number): Chart {
  const bars = norms.map((norm, index) => ({ lag: index + 1, norm, kept: index + 1 <= window }));
  const most = Math.max(...norms);
  const least = Math.max(Math.min(...norms), most * 1e-5);
  const floor = 10 ** Math.floor(Math.log10(least));
  return {
    description:
      `Norm of the gradient of a loss with respect to the state 1 to ${norms.length} steps before it: ` +
      `${short(norms[0])} at lag 1, ${short(norms[window - 1])} at lag ${window}, the end of the window, ` +
      `${short(norms.at(-1))} at lag ${norms.length}.`,
    width,
    height: width < 500 ? 240 : 280,
    plot: {
      ...common,
      marginLeft: 52,
      marginRight: 16,
      x: {
        domain: [0.5, norms.length + 0.5],
        label: 'lag (characters)',
        labelAnchor: 'center',
        labelArrow: 'none',
        ticks: width < 500 ? 5 : 10,
      },
      y: {
        type: 'log',
        domain: [floor, most * 1.5],
        clamp: true,
        label: 'norm of the gradient (log)',
        tickSize: 0,
        ticks: 4,
        labelArrow: 'none',
        tickFormat: power,
      },
      marks: [
        Plot.gridY({ stroke: FAINT, strokeOpacity: 1, ticks: 4 }),
        Plot.rectY(bars, {
          x1: (bar: { lag: number }) => bar.lag - 0.5,
          x2: (bar: { lag: number }) => bar.lag + 0.5,
          y1: floor,
          y2: 'norm',
          fill: (bar: { kept: boolean }) => (bar.kept ? SOFT : 'url(#hatch)'),
          insetLeft: 0.5,
          insetRight: 0.5,
        }),
        Plot.ruleX([window + 0.5], { stroke: STRONG, strokeDasharray: '4 4' }),
        Plot.text([window + 0.5], {
          x: (d: number) => d,
          y: most * 1.5,
          dx: 6,
          dy: 6,
          textAnchor: 'start',
          text: () => `window of ${window}`,
          fill: STRONG,
        }),
      ],
    },
  };
}

/** Returns a power of ten as text, such as 10, 0.1 or 1e-3; nothing for other numbers. */
function power(value: number): string {
  const exponent = Math.log10(value);
  if (Math.abs(exponent - Math.round(exponent)) > 1e-9) return '';
  return value >= 0.01 ? String(Number(value.toPrecision(1))) : `1e${Math.round(exponent)}`;
}
