import { full, meanSquaredError, multiply, seeded, type Tensor } from '@tbptt/core';
import { type Stream, truncatedBPTT } from '@tbptt/rnn';
import { online, randomTruncation, rtrl, uoro } from '@tbptt/rnn/online';
import { InfluenceLayer, ThetaDescent } from '../../packages/rnn/src/testing/influence-layer.js';
import { colors, linePlot } from './line-plot.js';

const STEPS = 10_000;
/** A point of a line for so many steps. */
const EVERY = 100;

type Way = (
  model: InfluenceLayer,
  by: (rate: (update: number) => number) => ThetaDescent,
) => Iterable<{ readonly position: { readonly end: number } }>;

const loss = (outputs: Tensor, targets: Tensor) => multiply(meanSquaredError(outputs, targets), 0.5);
const stream: Stream<Tensor, Tensor> = {
  lanes: 1,
  length: STEPS,
  window(_, steps) {
    const ones = full([steps, 1, 1], 1);
    return { inputs: ones, targets: ones, count: steps };
  },
};
const decaying = (first: number, over: number) => (update: number) => first / Math.sqrt(1 + update / over);

/** θ of the influence-balancing problem, trained beyond truncation, over the steps that were read. */
export function beyondTruncation(): string {
  const line = (way: Way): (readonly [number, number])[] => {
    const model = new InfluenceLayer();
    const points: (readonly [number, number])[] = [[0, 0]];
    for (const { position } of way(model, (rate) => new ThetaDescent(model, rate))) {
      const [last = 0] = points.at(-1) ?? [];
      if (position.end - last >= EVERY) points.push([position.end, model.theta]);
      if (model.theta > 0.6) return points;
    }
    if (points.at(-1)?.[0] !== STEPS) points.push([STEPS, model.theta]);
    return points;
  };
  return linePlot({
    description:
      'Training of the influence-balancing problem. RTRL, UORO and random truncation with a mean of 16 steps come to the optimum at -1/6; TBPTT(100, 100) drifts away from it, upwards.',
    x: { label: 'steps read', domain: [0, STEPS] },
    y: { label: 'θ', domain: [-0.4, 0.6] },
    lines: [
      {
        label: 'optimum: −1/6',
        points: [
          [0, -1 / 6],
          [STEPS, -1 / 6],
        ],
        color: colors.gray,
        dashed: true,
      },
      {
        label: 'TBPTT(100, 100)',
        points: line((model, by) =>
          truncatedBPTT(model, stream, { k1: 100, optimizer: by(() => 1e-2), loss }),
        ),
        color: colors.orange,
      },
      {
        label: 'RTRL',
        points: line((model, by) =>
          online(model, stream, { algorithm: rtrl(), optimizer: by(() => 3e-5), loss }),
        ),
        color: colors.blue,
      },
      {
        label: 'random truncation',
        points: line((model, by) => {
          const k1 = randomTruncation({ random: seeded(1), meanLength: 16 });
          return truncatedBPTT(model, stream, { k1, optimizer: by(decaying(3e-4, 200)), loss });
        }),
        color: colors.green,
      },
      {
        label: 'UORO',
        points: line((model, by) => {
          const algorithm = uoro({ random: seeded(1) });
          return online(model, stream, { algorithm, optimizer: by(decaying(1e-5, 1000)), loss });
        }),
        color: colors.purple,
      },
    ],
  });
}
