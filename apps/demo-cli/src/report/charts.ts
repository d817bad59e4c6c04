import * as Plot from '@observablehq/plot';
import type { GateSaturation } from '@tbptt/rnn/inspection';
import type { NGramReference } from '../language-model/n-gram-reference.js';
import { bits, compact, count } from '../ui/format.js';
import type { CurvePoint } from './curve.js';
import type { GradientByLag } from './gradient-lags.js';
import type { RunRecord } from './run-record.js';
import type { Chart } from './svg.js';

/** The names of the page's colors. */
const [FAINT, SOFT, STRONG] = ['var(--line)', 'var(--soft)', 'var(--text)'];

const common = { marginTop: 28, marginBottom: 40, marginLeft: 44 };

/** The loss of training and of validation, over the updates, and that of an n-gram model as a line. */
export function lossChart(
  { curve, validations }: RunRecord,
  reference: NGramReference | undefined,
  width: number,
): Chart {
  const last = curve.at(-1);
  // What has diverged ends in losses that are no numbers.
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
    description: `Loss in bits per character over ${count(last?.step ?? 0)} updates. ${ends.map(({ label }) => label).join(', ')} at the end.${levels.map(({ label }) => ` For comparison: ${label}.`).join('')}`,
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

type Numeric = 'learningRate' | 'gradientNorm' | 'charactersPerSecond';

const small: Readonly<Record<Numeric, { readonly label: string; readonly title: string }>> = {
  learningRate: { label: 'learning rate', title: 'Learning rate' },
  gradientNorm: { label: 'norm of the gradient', title: 'Gradient norm before clipping' },
  charactersPerSecond: { label: 'characters per second', title: 'Speed' },
};

/** One number of the updates over time. */
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

/** The norm of the gradient that reaches each earlier state, kept and dropped by the window. */
export function lagChart({ norms, window }: GradientByLag, width: number): Chart {
  const bars = norms.map((norm, index) => ({ lag: index + 1, norm, kept: index + 1 <= window }));
  const most = Math.max(...norms);
  const least = Math.max(Math.min(...norms), most * 1e-5);
  const floor = 10 ** Math.floor(Math.log10(least));
  return {
    description: `Norm of the gradient of a loss with respect to the state 1 to ${norms.length} steps before it: ${short(norms[0])} at lag 1, ${short(norms[window - 1])} at lag ${window}, the end of the window, ${short(norms.at(-1))} at lag ${norms.length}.`,
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

/** How often the gates of single units are open and closed (Karpathy, Johnson & Fei-Fei 2015, figure 3). */
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
    description: `The ${name} gates of ${points.length} units: ${share(({ open }) => open > 0.5)} are open more than half of the time, ${share(({ closed }) => closed > 0.5)} closed more than half of the time.`,
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

interface End {
  readonly step: number;
  readonly bitsPerCharacter: number;
  readonly label: string;
  readonly color: string;
  /** Where the label is, which may be beside the value. */
  readonly height?: number;
}

/** Labels at the ends of lines, or in the upper corner where there is no room beside them. */
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

/** Points on each side that a point is averaged with. */
const REACH = 4;

/**
 * A mean over neighbors, since single updates are of single lines of text, whose losses differ. It is
 * weighted by the number of updates of each point. In the beginning, where the loss falls fast, it is
 * over fewer.
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

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
}

function compactTick(value: number): string {
  return value >= 1000 ? compact(value).replace('.0', '') : String(value);
}

function short(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return 'no number';
  if (value === 0) return '0';
  if (Math.abs(value) >= 1000) return compact(value).replace('.0', '');
  return String(Number(value.toPrecision(2)));
}

/** 10, 1, 0.1 as they are, smaller powers of ten as 1e-3; nothing between them. */
function power(value: number): string {
  const exponent = Math.log10(value);
  if (Math.abs(exponent - Math.round(exponent)) > 1e-9) return '';
  return value >= 0.01 ? String(Number(value.toPrecision(1))) : `1e${Math.round(exponent)}`;
}
