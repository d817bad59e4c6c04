import { axis, colorOf, GRID, useChart } from './use-chart.js';

interface Props {
  /** The description of the chart for people who cannot see it. */
  readonly label: string;
  /** The place of each point, both from 0 to 1. */
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly xTitle: string;
  readonly yTitle: string;
  readonly height: number;
}

/** Points by two shares, each a circle. */
export function ShareChart({ label, points, xTitle, yTitle, height }: Props) {
  const sorted = points.toSorted(([a], [b]) => a - b);
  const box = useChart({
    shape: xTitle + yTitle,
    height,
    data: [sorted.map(([x]) => x), sorted.map(([, y]) => y)],
    options: () => ({
      padding: [8, 12, 0, 0],
      scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1] } },
      axes: [
        axis(xTitle, { grid: { show: false }, size: 24, splits: () => [0, 0.5, 1] }),
        axis(yTitle, { grid: GRID, size: 28, splits: () => [0, 0.5, 1] }),
      ],
      series: [
        {},
        {
          paths: () => null,
          points: { show: true, size: 5, width: 1, stroke: () => colorOf('--ink'), fill: 'transparent' },
        },
      ],
    }),
  });
  return <div class="chart" role="img" aria-label={label} style={{ minHeight: `${height}px` }} ref={box} />;
}
