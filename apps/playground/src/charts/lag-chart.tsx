import UPlot from 'uplot';
import { axis, colorOf, GRID, useChart } from './use-chart.js';

interface Props {
  /** The description of the chart for people who cannot see it. */
  readonly label: string;
  /** The norm of the gradient 1, 2 ... steps back. */
  readonly norms: readonly number[];
  /** The number of steps that are kept. */
  readonly kept: number;
  readonly height: number;
}

/** Returns a pattern of slanted lines in the gray of the page. */
function hatching(): CanvasPattern | string {
  const size = 5 * devicePixelRatio;
  const tile = new OffscreenCanvas(size, size);
  const context = tile.getContext('2d');
  if (!context) return 'transparent';
  context.strokeStyle = colorOf('--gray');
  context.lineWidth = devicePixelRatio;
  context.beginPath();
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift, size);
    context.lineTo(shift + size, 0);
  }
  context.stroke();
  return context.createPattern(tile, 'repeat') ?? 'transparent';
}

/** A bar for each lag: filled if back-propagation over `kept` steps keeps it, else hatched. */
export function LagChart({ label, norms, kept, height }: Props) {
  const paths = UPlot.paths.bars?.({ size: [0.86, 48] });
  const bars = (stroke: () => string, fill: () => CanvasPattern | string): UPlot.Series => ({
    ...(paths && { paths }),
    points: { show: false },
    stroke,
    fill,
    width: 1,
  });
  const gray = () => colorOf('--gray');
  const box = useChart({
    shape: String(norms.length),
    height,
    data: [
      norms.map((_, i) => i + 1),
      norms.map((norm, i) => (i < kept ? norm : null)),
      norms.map((norm, i) => (i < kept ? null : norm)),
    ],
    options: () => ({
      padding: [8, 8, 0, 0],
      scales: {
        x: { time: false, range: (_, least, most) => [least - 0.6, most + 0.6] },
        y: { range: (_, __, most) => [0, most > 0 ? most : 1] },
      },
      axes: [
        axis('characters back', { grid: { show: false }, size: 24, space: 48 }),
        axis('norm', {
          size: 48,
          space: 40,
          grid: GRID,
          values: (_, splits) => splits.map((value) => String(Number(value.toPrecision(2)))),
        }),
      ],
      series: [{}, bars(gray, gray), bars(gray, hatching)],
    }),
  });
  return <div class="chart" role="img" aria-label={label} style={{ minHeight: `${height}px` }} ref={box} />;
}
