import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';

/** A line of a chart, named at its end. */
export interface Line {
  /** Empty if it is not named. */
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** A color of the page, such as `--positive`. */
  readonly color: string;
  readonly dashed?: boolean;
  readonly wide?: boolean;
}

interface Props {
  /** What the chart shows, for those who do not see it. */
  readonly label: string;
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly logarithmic?: boolean;
  readonly height?: number;
}

/** Returns the value of a color of the page. */
function colorOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** The names at the ends of the lines need this much room at the right, in CSS pixels. */
const ROOM = 96;
const FONT = '13px system-ui, sans-serif';

function axis(title: string, extra: UPlot.Axis): UPlot.Axis {
  return {
    label: title,
    labelFont: FONT,
    font: FONT,
    labelSize: 24,
    stroke: () => colorOf('--gray'),
    ticks: { show: false },
    ...extra,
  };
}

/** Keeps the powers of ten, if there are several. */
function decades(_: UPlot, splits: readonly number[]): (number | null)[] {
  const isDecade = (value: number) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;
  return splits.filter(isDecade).length < 2
    ? [...splits]
    : splits.map((value) => (isDecade(value) ? value : null));
}

/** A number of an axis: small ones with an exponent. */
function shortNumber(value: number | null): string {
  if (value === null) return '';
  const text = value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : value.toLocaleString('en');
  return text.replaceAll('-', '−');
}

/** Writes the name of each line at its end, moved apart where two ends meet. */
function nameLines(chart: UPlot, lines: readonly Line[]): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  const ends = lines
    .flatMap(({ name, values, color }) => {
      const last = values.findLastIndex((value) => value !== null && Number.isFinite(value));
      const value = values[last];
      const x = chart.data[0][last];
      if (name === '' || value === null || value === undefined || x === undefined) return [];
      return [{ name, color, x: chart.valToPos(x, 'x', true), y: chart.valToPos(value, 'y', true) }];
    })
    .toSorted((a, b) => a.y - b.y);
  ctx.save();
  ctx.font = `${13 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const height = 15 * ratio;
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
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<UPlot | undefined>(undefined);
  const latest = useRef(lines);
  latest.current = lines;
  const shape = JSON.stringify([
    lines.map(({ name, color }) => [name, color]),
    xTitle,
    yTitle,
    logarithmic,
    height,
  ]);

  useEffect(() => {
    const { current } = box;
    if (current === null) return undefined;
    const made = new UPlot(
      {
        width: current.clientWidth,
        height,
        padding: [8, ROOM, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum has types alone; 3 is logarithmic
        scales: { x: { time: false }, y: { distr: logarithmic ? 3 : 1 } },
        axes: [
          axis(xTitle, { grid: { show: false }, size: 32, space: 72 }),
          axis(logarithmic ? `${yTitle} (log)` : yTitle, {
            size: 56,
            grid: { stroke: () => colorOf('--line'), width: 1, ...(logarithmic && { filter: decades }) },
            ...(logarithmic && { filter: decades }),
            values: (_, splits) => splits.map(shortNumber),
          }),
        ],
        series: [
          {},
          ...latest.current.map(({ color, dashed, wide }) => ({
            stroke: () => colorOf(color),
            width: wide === true ? 3 : 1.5,
            spanGaps: true,
            points: { show: false },
            ...(dashed === true && { dash: [6, 4] }),
          })),
        ],
        hooks: { draw: [(drawn) => nameLines(drawn, latest.current)] },
      },
      [[]],
      current,
    );
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: current.clientWidth, height }));
    observer.observe(current);
    const redraw = () => made.redraw(false, true);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', redraw);
    addEventListener('themechange', redraw);
    return () => {
      observer.disconnect();
      dark.removeEventListener('change', redraw);
      removeEventListener('themechange', redraw);
      made.destroy();
    };
  }, [shape]);

  useEffect(() => {
    chart.current?.setData([[...x], ...lines.map(({ values }) => [...values])]);
  }, [shape, x, lines]);

  return <div class="chart" role="img" aria-label={label} ref={box} />;
}
