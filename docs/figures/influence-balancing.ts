import { differentiate } from '@tbptt/core';
import { suggestWindow } from '@tbptt/rnn';
import {
  halfSquaredError,
  InfluenceBalancing,
  ones,
  trainOnline,
} from '../../packages/rnn/src/testing/influence-balancing.js';
import { colors, linePlot } from './line-plot.js';

const STEPS = 250;

/** The gradient by θ at θ = 0 as TBPTT(1, k2) and TBPTT(K, K) see it, over k2 and K. It should be 6. */
export function influenceBalancingGradient(): string {
  const model = new InfluenceBalancing(0);
  const { errors } = suggestWindow(model, ones(STEPS), { k1: 1, bias: 0, loss: halfSquaredError });
  // With one parameter the cosine is the sign beside that of the whole gradient, which is positive.
  const single = errors.map(({ k2, cosine, norm }) => [k2, cosine * norm] as const);
  const chunked = Array.from({ length: STEPS }, (_, i) => [i + 1, gradientOver(i + 1)] as const);
  return linePlot({
    description:
      'The gradient of the influence-balancing problem over the number of steps of truncation. TBPTT(1, k2) has the right sign from 41 steps on, TBPTT(K, K) from 110 on.',
    x: { label: 'steps back: k2, or K', domain: [0, STEPS] },
    y: { label: 'gradient by θ, at θ = 0', domain: [-20, 8], ticks: [-18, -12, -6, 0, 6] },
    lines: [
      {
        label: 'exact: 6',
        points: [
          [0, 6],
          [STEPS, 6],
        ],
        color: colors.gray,
        dashed: true,
      },
      { label: 'TBPTT(1, k2)', points: single, color: colors.blue },
      { label: 'TBPTT(K, K)', points: chunked, color: colors.orange },
    ],
    marks: [
      { at: at(single, 41), label: '41', color: colors.blue, offset: [-8, -4] },
      { at: at(chunked, 110), label: '110', color: colors.orange, offset: [6, 18] },
    ],
  });
}

/** θ while it is trained online by TBPTT(100, 100) and by TBPTT(200, 200), over the steps that were read. */
export function influenceBalancingTraining(): string {
  const steps = 16_000;
  const line = (k: number) => {
    const { thetas } = trainOnline(k, steps / k, 1e-2);
    return [[0, 0] as const, ...thetas.map((theta, i) => [(i + 1) * k, theta] as const)];
  };
  const drifting = line(100).filter(([, theta]) => theta < 0.6);
  return linePlot({
    description:
      'Online training of the influence-balancing problem. TBPTT(200, 200) comes to the optimum at -1/6; TBPTT(100, 100) drifts away from it, upwards.',
    x: { label: 'steps read', domain: [0, steps] },
    y: { label: 'θ', domain: [-0.25, 0.6] },
    lines: [
      {
        label: 'optimum: −1/6',
        points: [
          [0, -1 / 6],
          [steps, -1 / 6],
        ],
        color: colors.gray,
        dashed: true,
      },
      { label: 'TBPTT(100, 100)', points: drifting, color: colors.orange },
      { label: 'TBPTT(200, 200)', points: line(200), color: colors.blue },
    ],
  });
}

/** The gradient of the mean loss of K steps from rest. */
function gradientOver(steps: number): number {
  const model = new InfluenceBalancing(0);
  const { inputs, targets } = ones(steps).window(0, steps);
  differentiate(model, () => halfSquaredError(model.unroll(inputs, model.initialState(1)).outputs, targets));
  return model.theta.gradient?.item() ?? Number.NaN;
}

function at(points: readonly (readonly [number, number])[], x: number): readonly [number, number] {
  return points.find(([steps]) => steps === x) ?? [x, Number.NaN];
}
