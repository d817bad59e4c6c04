import { normal, type Random, seeded, square, sum, type Tensor, tensor } from '@tbptt/core';
import {
  chrono,
  forgetBias,
  gradientByLag,
  LSTM,
  orthogonalRecurrent,
  type Recurrent,
  RNN,
  type Stream,
} from '@tbptt/rnn';
import { colors, linePlot } from './line-plot.js';

const [T, B, D, H] = [100, 8, 4, 64];

/** Normal inputs and no targets. */
function noise(random: Random): Stream<Tensor, undefined> {
  const inputs = normal()([T, B, D], random).toFloats();
  return {
    lanes: B,
    length: T,
    window: (start, steps) => {
      const length = Math.min(steps, T - start);
      const numbers = inputs.subarray(start * B * D, (start + length) * B * D);
      return { inputs: tensor([length, B, D], numbers), targets: undefined, count: length * B };
    },
  };
}

/**
 * How much of the loss reaches the states before it in networks that have learned nothing yet, by
 * how they are initialized.
 */
export function gradientByLagFigure(): string {
  const stream = noise(seeded(1));
  const layer = <L extends Recurrent>(
    make: new (inputs: number, hidden: number, options: { random: Random }) => L,
    initialize: (layer: L, random: Random) => void = () => undefined,
  ) => {
    const random = seeded(2);
    const made = new make(D, H, { random });
    initialize(made, random);
    const norms = gradientByLag(made, stream, { loss: (outputs) => sum(square(outputs)) });
    return [...norms].map((norm, i) => [i + 1, norm / (norms[0] ?? 1)] as const).filter(([, y]) => y > 1e-12);
  };
  return linePlot({
    description:
      'How much of a loss reaches the state so many steps before it: least in a simple recurrent network and in an LSTM as PyTorch initializes them, most in an LSTM with chrono initialization.',
    x: { label: 'lag: steps between the state and the loss', domain: [0, T] },
    y: {
      label: '‖∂ loss / ∂ state‖, that at lag 1 being 1',
      domain: [1e-12, 10],
      logarithmic: true,
      ticks: [1e-12, 1e-9, 1e-6, 1e-3, 1],
    },
    lines: [
      {
        label: 'LSTM, chrono(…, 200)',
        points: layer(LSTM, (x, random) => chrono(x, { longest: 200, random })),
        color: colors.blue,
      },
      { label: 'LSTM, forgetBias(…, 1)', points: layer(LSTM, (x) => forgetBias(x)), color: colors.green },
      { label: 'LSTM', points: layer(LSTM), color: colors.gray },
      {
        label: 'RNN, orthogonal',
        points: layer(RNN, (x, random) => orthogonalRecurrent(x, { random })),
        color: colors.purple,
      },
      { label: 'RNN', points: layer(RNN), color: colors.orange },
    ],
  });
}
