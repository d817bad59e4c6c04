import { colorOf, useChart } from './use-chart.js';

/** Numbers from −1 to 1 as a line without axes. */
export function Sparkline({ values }: { readonly values: Float32Array }) {
  const box = useChart({
    shape: '',
    height: 24,
    data: [Array.from(values, (_, t) => t), Array.from(values)],
    options: () => ({
      padding: [1, 0, 1, 0],
      scales: { x: { time: false }, y: { range: [-1, 1] } },
      axes: [
        { show: false },
        {
          show: true,
          size: 0,
          ticks: { show: false },
          splits: () => [0],
          values: () => [''],
          grid: { stroke: () => colorOf('--line'), width: 1 },
        },
      ],
      series: [{}, { stroke: () => colorOf('--gray'), width: 1, points: { show: false } }],
    }),
  });
  return <div class="sparkline" aria-hidden="true" ref={box} />;
}
