import { Engine, meanSquaredError, type Parameter, parametersOf, seeded, tensor } from '@tbptt/core';
import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import type { RecurrentLayer } from '../cells/recurrent-layer.js';
import { RNN } from '../cells/rnn.js';
import type { State } from '../recurrent.js';
import { GradientCollector } from '../testing/gradient-collector.js';
import { DECLARED_CELLS, onlineGradient, onlineSetting, WithHead } from '../testing/online-models.js';
import { online } from './online.js';
import { rtrl } from './rtrl.js';
import { snap } from './snap.js';
import type { OnlineAlgorithm } from './trace.js';

const TIGHT = { relative: 1e-10, absolute: 1e-13 };
const random = seeded(12);

/** Keeps a share of the recurrent weights and sets the others to zero. */
function thin({ weightHh }: { readonly weightHh: Parameter | undefined }, share: number): void {
  const weights = weightHh?.toFloats().map((x) => (random.float() < share ? x : 0)) ?? [];
  weightHh?.assign(tensor(weightHh.shape, weights));
}

/** The gradient by parameter, in the order of `onlineGradient`. */
function byParameter(model: object, gradient: readonly number[]): Map<Parameter, readonly number[]> {
  let at = 0;
  return new Map(
    [...parametersOf(model).values()].map((each) => {
      const part = gradient.slice(at, at + each.size);
      at += each.size;
      return [each, part];
    }),
  );
}

const withRecurrentWeights = DECLARED_CELLS.filter(([name, make]) => {
  const layer = make(1, 2, { random }) as RecurrentLayer<string, string>;
  return !name.includes('projection') && layer.weightHh !== undefined;
});

describe('snap(n) of sparse recurrent weights', () => {
  test.each(withRecurrentWeights)(
    'of %s has the gradient of RTRL once n is the number of units, but none of weights that are zero',
    (_, make) => {
      doubleEngine().run(() => {
        const layer = make(3, 6, { random }) as RecurrentLayer<string, string>;
        thin(layer, 0.15);
        const model = new WithHead(layer, 2, random);
        const { stream } = onlineSetting({ T: 12, B: 2, D: 3 }, random);
        const exact = byParameter(model, onlineGradient(model, stream, rtrl()));
        const found = byParameter(model, onlineGradient(model, stream, snap(6)));
        const weights = layer.weightHh?.toFloats() ?? [];
        expect(weights.filter((x) => x === 0).length).toBeGreaterThan(weights.length / 2);
        for (const [parameter, gradient] of found) {
          const wanted = exact.get(parameter) ?? [];
          gradient.forEach((x, i) => {
            const isZero = parameter === layer.weightHh && weights[i] === 0;
            expectClose(x, isZero ? 0 : (wanted[i] ?? Number.NaN), TIGHT);
          });
        }
      });
    },
  );

  test.each([2, 3])('is that of the masked recursion written out: n = %i', (n) => {
    doubleEngine().run(() => {
      const [D, H, T] = [2, 7, 10];
      const layer = new RNN(D, H, { random });
      thin(layer, 0.2);
      const model = new WithHead(layer, 2, random);
      const { inputs, targets, plain } = onlineSetting({ T, B: 1, D }, random);
      const found = byParameter(model, onlineGradient(model, plain, snap(n))).get(layer.weightIh) ?? [];
      const [x, y] = [inputs.toFloats(), targets.toFloats()];
      const wanted = maskedGradient(model, n, Array.from(x), Array.from(y), T);
      found.forEach((dx, i) => expectClose(dx, wanted[i] ?? Number.NaN, TIGHT));
      const exact = byParameter(model, onlineGradient(model, plain, rtrl())).get(layer.weightIh) ?? [];
      expect(Math.hypot(...wanted.map((dx, i) => dx - (exact[i] ?? 0)))).toBeGreaterThan(1e-8);
    });
  });

  test('takes a fraction of the memory of RTRL', () => {
    const bytesOf = (algorithm: OnlineAlgorithm): number => {
      const engine = new Engine();
      return engine.run(() => {
        const layer = new GRU(8, 64, { random: seeded(1) });
        thin(layer, 0.03);
        const model = new WithHead(layer, 2, random);
        const { plain } = onlineSetting({ T: 5, B: 1, D: 8 }, random);
        const optimizer = new GradientCollector(model);
        for (const _ of online(model, plain, { algorithm, optimizer, loss: meanSquaredError }));
        return engine.memory.blocks.allocatedBytes;
      });
    };
    expect(bytesOf(snap(2)) / bytesOf(rtrl())).toBeLessThan(0.1);
  });
});

/** The gradient of the input weights of a tanh layer by `G' = M (J G + I)`, M the pattern of n steps. */
function maskedGradient(
  { body, head }: WithHead<State>,
  n: number,
  inputs: readonly number[],
  targets: readonly number[],
  T: number,
): number[] {
  const layer = body as RNN;
  const numbers = (parameter: Parameter | undefined) => Array.from(parameter?.toFloats() ?? []);
  const [w, u, bi, bh, v, bv] = [
    numbers(layer.weightIh),
    numbers(layer.weightHh),
    numbers(layer.biasIh),
    numbers(layer.biasHh),
    numbers(head.weight),
    numbers(head.bias),
  ];
  const [D, H, O] = [layer.inputSize, layer.hiddenSize, bv.length];
  const at = (matrix: readonly number[], i: number, j: number, columns: number) =>
    matrix[i * columns + j] ?? 0;
  const units = Array.from({ length: H }, (_, i) => i);
  // reaches[j][i]: a path of at most n - 1 weights leads from unit j to unit i.
  let reaches = units.map((j) => units.map((i) => i === j));
  for (let step = 1; step < n; step++) {
    const before = reaches;
    reaches = units.map((j) =>
      units.map(
        (i) => before[j]?.[i] === true || units.some((l) => before[j]?.[l] === true && at(u, l, i, H) !== 0),
      ),
    );
  }
  let h = units.map(() => 0);
  // G[i][d, j] = d h[i] / d w[d, j]
  let G = units.map(() => Array.from({ length: D * H }, () => 0));
  const gradient = Array.from({ length: D * H }, () => 0);
  for (let t = 0; t < T; t++) {
    const x = inputs.slice(t * D, (t + 1) * D);
    const [old, oldG] = [h, G];
    h = units.map((i) => {
      let z = (bi[i] ?? 0) + (bh[i] ?? 0);
      x.forEach((xd, d) => (z += xd * at(w, d, i, H)));
      old.forEach((hl, l) => (z += hl * at(u, l, i, H)));
      return Math.tanh(z);
    });
    G = units.map((i) =>
      Array.from({ length: D * H }, (_, entry) => {
        const [d, j] = [Math.floor(entry / H), entry % H];
        if (reaches[j]?.[i] !== true) return 0;
        const slope = 1 - (h[i] ?? 0) ** 2;
        const carried = units.reduce((sum, l) => sum + at(u, l, i, H) * (oldG[l]?.[entry] ?? 0), 0);
        return slope * (carried + (i === j ? (x[d] ?? 0) : 0));
      }),
    );
    for (let o = 0; o < O; o++) {
      let error = (bv[o] ?? 0) - (targets[t * O + o] ?? 0);
      h.forEach((hi, i) => (error += hi * at(v, i, o, O)));
      units.forEach((i) =>
        G[i]?.forEach((g, entry) => {
          gradient[entry] = (gradient[entry] ?? 0) + ((2 * error) / O) * at(v, i, o, O) * g;
        }),
      );
    }
  }
  return gradient.map((dx) => dx / T);
}
