import { useRef } from 'preact/hooks';
import type UPlot from 'uplot';
import { axis, colorOf, FONT, FONT_SIZE, GRID, useChart } from './use-chart.js';

/** A line of a chart, named at its end. */
export interface Line {
  /** Empty if it is not named. */
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** A color of the page, such as `--positive`. Default: that of the text. */
  readonly color?: string;
  /** The lengths of dashes and gaps, in CSS pixels. */
  readonly dash?: readonly number[];
  readonly wide?: boolean;
}

/** The dashes of a line that others are compared with. */
export const REFERENCE = [2, 4] as const;

interface Props {
  /** The description of the chart for people who cannot see it. */
  readonly label: string;
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly logarithmic?: boolean;
  readonly height?: number;
}

const ruler = new OffscreenCanvas(1, 1).getContext('2d');

/** Returns the room that the names at the ends of lines require, in CSS pixels. */
function roomFor(lines: readonly Line[]): number {
  if (ruler === null) return 0;
  ruler.font = FONT;
  return Math.ceil(Math.max(0, ...lines.map(({ name }) => ruler.measureText(name).width))) + 12;
}

/** Keeps the powers of ten, if there are several. */
function decades(_: UPlot, splits: readonly number[]): (number | null)[] {
  const isDecade = (value: number) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
  return splits.filter(isDecade).length < 2
    ? [...splits]
    : splits.map((value) => (isDecade(value) ? value : null));
}

/** Returns a number of an axis as text: small ones with an exponent, large ones in thousands and millions. */
function shortNumber(value: number | null): string {
  if (value === null) return '';
  const text =
    value !== 0 && Math.abs(value) < 1e-3
      ? value.toExponential()
      : value.toLocaleString('en', Math.abs(value) >= 1e4 ? { notation: 'compact' } : {});
  return text.replaceAll('-', '−');
}

/** Writes the name of each line at its end. Names that would overlap are moved apart. */
function nameLines(chart: UPlot, lines: readonly Line[]): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  const ends = lines
    .flatMap(({ name, values, color = '--ink' }) => {
      const last = values.findLastIndex((value) => value !== null && Number.isFinite(value));
      const value = values[last];
      const x = chart.data[0][last];
      if (name === '' || value === null || value === undefined || x === undefined) return [];
      return [{ name, color, x: chart.valToPos(x, 'x', true), y: chart.valToPos(value, 'y', true) }];
    })
    .toSorted((a, b) => a.y - b.y);
  ctx.save();
  ctx.font = FONT.replace(String(FONT_SIZE), String(FONT_SIZE * ratio));
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const height = (FONT_SIZE + 2) * ratio;
  let free = bbox.top;
  const places = ends.map((end) => {
    const at = Math.max(free, end.y);
    free = at + height;
    return { ...end, at };
  });
  let limit = bbox.top + bbox.height;
  for (const { name, color, x, at } of places.toReversed()) {
    const place = Math.min(at, limit);
    limit = place - height;
    ctx.fillStyle = colorOf(color);
    ctx.fillText(name, x + 6 * ratio, place);
  }
  ctx.restore();
}

/** A chart of lines over a common axis. */
export function LineChart({ label, x, lines, xTitle, yTitle, logarithmic = false, height = 240 }: Props) {
  const latest = useRef(lines);
  latest.current = lines;
  const room = roomFor(lines);
  const styles = lines.map(({ color, dash, wide }) => [color, dash, wide]);
  const box = useChart({
    shape: JSON.stringify([styles, room, xTitle, yTitle, logarithmic]),
    height,
    data: [[...x], ...lines.map(({ values }) => [...values])],
    options: () => ({
      padding: [8, room, 0, 0],
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum has types alone; 3 is logarithmic
      scales: { x: { time: false }, y: { distr: logarithmic ? 3 : 1 } },
      axes: [
        axis(xTitle, {
          grid: { show: false },
          size: 24,
          space: 72,
          values: (_, splits) => splits.map(shortNumber),
        }),
        axis(logarithmic ? `${yTitle} (log)` : yTitle, {
          size: 48,
          grid: { ...GRID, ...(logarithmic && { filter: decades }) },
          ...(logarithmic && { filter: decades }),
          values: (_, splits) => splits.map(shortNumber),
        }),
      ],
      series: [
        {},
        ...latest.current.map(({ color = '--ink', dash, wide }) => ({
          stroke: () => colorOf(color),
          width: wide === true ? 3 : 1.5,
          spanGaps: true,
          points: { show: false },
          ...(dash && { dash: [...dash] }),
        })),
      ],
      hooks: { draw: [(drawn) => nameLines(drawn, latest.current)] },
    }),
  });
  return <div class="chart" role="img" aria-label={label} style={{ minHeight: `${height}px` }} ref={box} />;
}
