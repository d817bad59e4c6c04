/**
 * Lanes of other lengths, with NaN, Infinity and huge numbers behind their ends, are what they are
 * alone: in every layer, with gradients.
 */
import { differentiate, Parameter, parametersOf, type Random, seeded, slice, sum, tensor } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import {
  Bidirectional,
  GRU,
  GRUResetBefore,
  LayerNormLSTM,
  LearnedState,
  LSTM,
  MinLSTM,
  PeepholeLSTM,
  type Recurrent,
  RNN,
  Stack,
  type State,
} from '../index.js';
import { mapStates, tensorsOf } from '../states/map-states.js';
import { selectLanes } from '../states/select-lanes.js';

const [T, B, D, H] = [6, 4, 3, 4];
const lengths = [6, 0, 3, 1];
const layers: Readonly<Record<string, (random: Random) => Recurrent>> = {
  RNN: (random) => new RNN(D, H, { random }),
  LSTM: (random) => new LSTM(D, H, { random }),
  'a projected LSTM': (random) => new LSTM(D, H, { random, projection: 2 }),
  GRU: (random) => new GRU(D, H, { random }),
  PeepholeLSTM: (random) => new PeepholeLSTM(D, H, { random }),
  MinLSTM: (random) => new MinLSTM(D, H, { random }),
  LayerNormLSTM: (random) => new LayerNormLSTM(D, H, { random }),
  GRUResetBefore: (random) => new GRUResetBefore(D, H, { random }),
  'two layers in both directions': (random) =>
    new Stack([
      new Bidirectional(new LSTM(D, H, { random }), new LSTM(D, H, { random })),
      new Bidirectional(new LSTM(2 * H, H, { random }), new LSTM(2 * H, H, { random })),
    ]),
  'a stack with residual connections': (random) =>
    new Stack<State>([new GRU(D, H, { random }), new LSTM(H, H, { random })], { residual: true }),
  'a learned state': (random) => new LearnedState(new LSTM(D, H, { random })),
};

const random = seeded(5);
const clean = Array.from({ length: T * B * D }, () => random.normal());

describe.each(Object.entries(layers))('%s', (_, make) => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1e30, 0])(
    'reads nothing behind the ends of its lanes: %d',
    (behind) => {
      const spoilt = clean.map((number, i) => {
        const [t, b] = [Math.floor(i / (B * D)), Math.floor(i / D) % B];
        return t < (lengths[b] ?? 0) ? number : behind;
      });
      const layer = make(seeded(1));
      const x = new Parameter(tensor([T, B, D], spoilt));
      const initial = mapStates(
        layer.initialState(B),
        (s) =>
          new Parameter(
            tensor(
              s.shape,
              Array.from({ length: s.size }, (__, i) => Math.cos(i)),
            ),
          ),
      );
      const padded = differentiate({ layer, x, initial }, () => {
        const { outputs, state } = layer.unroll(x, initial, { lengths });
        return { loss: sum(outputs), outputs, state };
      });
      const gradients = new Map([...parametersOf(layer)].map(([path, p]) => [path, p.gradient?.toFloats()]));
      const dx = x.gradient?.toNested() as number[][][];

      const sums = new Map<string, Float64Array>();
      for (const [b, length] of lengths.entries()) {
        const lane = new Parameter(slice(slice(tensor([T, B, D], clean), 1, b, b + 1), 0, 0, length));
        const alone = differentiate({ layer, lane }, () => {
          const { outputs, state } = layer.unroll(lane, selectLanes(initial, [b]));
          return { loss: sum(outputs), outputs, state };
        });
        const outputs = (padded.outputs.toNested() as number[][][]).map((step) => step[b] ?? []);
        expectClose(outputs.slice(0, length).flat(), alone.outputs.toFloats());
        expect(
          outputs
            .slice(length)
            .flat()
            .every((y) => y === 0),
        ).toBe(true);
        const states = tensorsOf(selectLanes(padded.state, [b])).flatMap((s) => [...s.toFloats()]);
        expectClose(
          states,
          tensorsOf(alone.state).flatMap((s) => [...s.toFloats()]),
        );
        expectClose(
          dx.slice(0, length).flatMap((step) => step[b] ?? []),
          lane.gradient?.toFloats() ?? [],
          { relative: 1e-4, absolute: 1e-5 },
        );
        expect(dx.slice(length).every((step) => step[b]?.every((g) => g === 0))).toBe(true);
        for (const [path, p] of parametersOf(layer)) {
          const total = sums.get(path) ?? new Float64Array(p.size);
          p.gradient?.toFloats().forEach((g, i) => (total[i] = (total[i] ?? 0) + g));
          sums.set(path, total);
        }
      }
      for (const [path, total] of sums) {
        expectClose(gradients.get(path) ?? new Float64Array(total.length), total, {
          relative: 1e-4,
          absolute: 1e-5,
          name: path,
        });
      }
    },
  );
});
