import { differentiate, indices, meanSquaredError, parametersOf, seeded, tensor } from '@tbptt/core';
import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { IndRNN } from '../cells/ind-rnn.js';
import { LSTM } from '../cells/lstm.js';
import { MinGRU } from '../cells/min-gru.js';
import { PeepholeLSTM } from '../cells/peephole-lstm.js';
import { RNN } from '../cells/rnn.js';
import type { Recurrent } from '../recurrent.js';
import { Stack } from '../stack.js';
import { GradientCollector, gradientOf } from '../testing/gradient-collector.js';
import { DECLARED_CELLS, onlineGradient, onlineSetting, WithHead } from '../testing/online-models.js';
import { normalTensor, streamOver } from '../testing/random-stream.js';
import { online } from './online.js';
import { rtrl } from './rtrl.js';
import { snap } from './snap.js';

const loss = meanSquaredError;
const TIGHT = { relative: 1e-10, absolute: 1e-12 };

function expectSame(found: readonly number[], wanted: readonly number[], tolerance = TIGHT): void {
  expect(found).toHaveLength(wanted.length);
  found.forEach((x, i) => expectClose(x, wanted[i] ?? Number.NaN, tolerance));
}

describe('RTRL with fixed parameters has the gradient of full back-propagation', () => {
  test.each(DECLARED_CELLS)('%s, over random lengths, lanes and resets', (_, make) => {
    doubleEngine().run(() => {
      for (let seed = 1; seed <= 4; seed++) {
        const random = seeded(seed);
        const sizes = { T: 1 + random.integer(20), B: 1 + random.integer(3), D: 1 + random.integer(4) };
        const model = new WithHead(make(sizes.D, 1 + random.integer(5), { random }), 2, random);
        const { inputs, targets, resets, stream } = onlineSetting(sizes, random);
        differentiate(model, () => loss(model.unroll(inputs, undefined, { resets }).outputs, targets));
        const wanted = gradientOf(model);
        expectSame(onlineGradient(model, stream, rtrl()), wanted);
      }
    });
  });

  test.each([
    ['LSTM over GRU', [3, 4, 3], false],
    ['three layers with residual connections', [3, 3, 3], true],
  ])('a stack: %s, with the terms from layer to layer', (_, [D = 0, H = 0, O = 0], residual) => {
    doubleEngine().run(() => {
      const random = seeded(9);
      const layers: readonly Recurrent[] = [
        new GRU(D, H, { random }),
        new LSTM(H, O, { random, ...(residual ? {} : { projection: 2 }) }),
        ...(residual ? [new PeepholeLSTM(O, O, { random }), new MinGRU(O, O, { random })] : []),
      ];
      const model = new WithHead(new Stack(layers, { residual }), 2, random);
      const { inputs, targets, resets, stream } = onlineSetting({ T: 15, B: 2, D }, random);
      differentiate(model, () => loss(model.unroll(inputs, undefined, { resets }).outputs, targets));
      const wanted = gradientOf(model);
      expectSame(onlineGradient(model, stream, rtrl()), wanted);
    });
  });

  test('with symbols, a state of its own, lanes that end, and an update after every 4 steps', () => {
    doubleEngine().run(() => {
      const random = seeded(3);
      const model = new WithHead(new LSTM(5, 4, { random }), 2, random);
      const [T, B] = [11, 3];
      const symbols = indices(
        [T, B],
        Array.from({ length: T * B }, () => random.integer(5)),
      );
      const targets = normalTensor([T, B, 2], random);
      const lengths = [11, 6, 0];
      const all = streamOver(symbols, targets);
      const stream = {
        ...all,
        window: (start: number, steps: number) => ({
          ...all.window(start, steps),
          lengths: lengths.map((length) => Math.min(Math.max(length - start, 0), steps)),
        }),
      };
      const state = { h: normalTensor([B, 4], random), c: normalTensor([B, 4], random) };
      const { after } = differentiate(model, () => {
        const { outputs, state: after } = model.unroll(symbols, state, { lengths });
        return { loss: loss(outputs, targets), after };
      });
      const wanted = gradientOf(model);
      const optimizer = new GradientCollector(model);
      const updates = [...online(model, stream, { algorithm: rtrl(), optimizer, loss, every: 4, state })];
      expectSame(
        optimizer.total.map((x) => (x * 4) / T),
        wanted,
      );
      expect(updates.map(({ position }) => [position.start, position.end, position.endsEpoch])).toEqual([
        [0, 4, false],
        [4, 8, false],
        [8, 11, true],
      ]);
      expectSame(Array.from(updates.at(-1)?.state.c.toFloats() ?? []), Array.from(after.c.toFloats()));
    });
  });
});

describe('SnAp', () => {
  test.each(DECLARED_CELLS.filter(([name]) => !name.includes('projection')))(
    'snap(S) of %s has the gradient of RTRL',
    (_, make) => {
      doubleEngine().run(() => {
        const random = seeded(4);
        const model = new WithHead(make(2, 4, { random }), 2, random);
        const { stream } = onlineSetting({ T: 12, B: 2, D: 2 }, random);
        const exact = onlineGradient(model, stream, rtrl());
        expectSame(onlineGradient(model, stream, snap(8)), exact);
      });
    },
  );

  test.each([
    ['IndRNN', IndRNN],
    ['MinGRU', MinGRU],
  ])('snap(1) of %s, whose units do not meet, has the gradient of RTRL', (_, Cell) => {
    doubleEngine().run(() => {
      const random = seeded(4);
      const model = new WithHead(new Cell(2, 4, { random }), 2, random);
      const { stream } = onlineSetting({ T: 12, B: 2, D: 2 }, random);
      const exact = onlineGradient(model, stream, rtrl());
      expectSame(onlineGradient(model, stream, snap(1)), exact);
    });
  });

  test('a chain of units is exact when n is its length, and less so below', () => {
    doubleEngine().run(() => {
      // Unit i hears itself and unit i - 1 only.
      const random = seeded(4);
      const layer = new RNN(2, 4, { random });
      const weights = layer.weightHh?.toFloats().map((x, at) => {
        const [from, to] = [Math.floor(at / 4), at % 4];
        return to === from || to === from + 1 ? x : 0;
      });
      layer.weightHh?.assign(tensor([4, 4], weights ?? []));
      const model = new WithHead(layer, 2, random);
      const { plain: stream } = onlineSetting({ T: 12, B: 1, D: 2 }, random);
      const exact = onlineGradient(model, stream, rtrl());
      // Weights that are zero have no gradient in snap(n), n > 1.
      const isParameter = [...parametersOf(model).values()].flatMap((parameter) =>
        Array.from(parameter.toFloats(), (x) => parameter !== layer.weightHh || x !== 0),
      );
      const errors = [1, 2, 3, 4].map((n) =>
        Math.hypot(
          ...onlineGradient(model, stream, snap(n)).map((x, i) =>
            isParameter[i] === true ? x - (exact[i] ?? 0) : 0,
          ),
        ),
      );
      expect(errors[1]).toBeLessThan(errors[0] ?? 0);
      expect(errors[2]).toBeLessThan(errors[1] ?? 0);
      expect(errors[2]).toBeGreaterThan(1e-6);
      expect(errors[3]).toBeLessThan(1e-15);
    });
  });
});
