import { add, crossEntropy, full, mean, multiply, reshape, seeded, slice, stack, Tensor } from '@tbptt/core';
import { doubleEngine } from '@tbptt/core/testing';
import { adam, Optimizer } from '@tbptt/optim';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { LSTM } from '../cells/lstm.js';
import { RNN } from '../cells/rnn.js';
import { truncationError } from '../diagnostics/truncation-error.js';
import type { Sequence, State, Unrolled } from '../recurrent.js';
import { copyTrials } from '../testing/copy-trials.js';
import { GradientCollector } from '../testing/gradient-collector.js';
import { LinearRecurrence } from '../testing/linear-recurrence.js';
import { onlineSetting, WithHead } from '../testing/online-models.js';
import { streamOver } from '../testing/random-stream.js';
import { truncatedBPTT } from '../training/truncated-bptt.js';
import { adaptiveTruncation } from './adaptive-truncation.js';
import { windowWithin } from './window-within.js';

/** `h' = w h + 1`, which is constant at `h = 1 / (1 - w)`. */
class Driven extends LinearRecurrence {
  constructor(w: number) {
    super(w, 1 / (1 - w));
  }

  override unroll(inputs: Sequence, state: Tensor): Unrolled<Tensor> {
    if (!(inputs instanceof Tensor)) throw new TypeError('Driven reads vectors.');
    const outputs: Tensor[] = [];
    let h = state;
    for (let t = 0; t < (inputs.shape[0] ?? 0); t++) {
      h = add(multiply(h, this.w), reshape(slice(inputs, 0, t, t + 1), [1, 1]));
      outputs.push(h);
    }
    return { outputs: stack(outputs), state: h };
  }
}

const ones = (steps: number) => streamOver(full([steps, 1, 1], 1), full([steps, 1, 1], 1));

describe('adaptive truncation', () => {
  test.each([
    [0.5, 0.1],
    [0.8, 0.1],
    [0.8, 0.01],
    [0.9, 0.3],
  ])('of a linear recurrence of weight %d and a bias of %d is the closed form', (w, bias) => {
    doubleEngine().run(() => {
      const model = new Driven(w);
      const longest = 60;
      // d(k) = w^(k-1) h and g(k) = h (1 - w^k) / (1 - w), so E(k) / G = w^k / (1 - 2 w^longest).
      const wanted = Math.ceil(Math.log(bias * (1 - 2 * w ** longest)) / Math.log(w));
      const k2 = adaptiveTruncation({ bias, longest, every: 40 });
      const optimizer = new GradientCollector(model);
      const updates = [...truncatedBPTT(model, ones(100), { k1: 1, k2, optimizer, loss: (y) => mean(y) })];
      const lengths = updates.map(({ position }) => position.end - position.from);
      expect(lengths).toEqual([
        // They grow until they are measured, and grow again from update 80 on. Update 40 finds them growing.
        ...Array.from({ length: 60 }, (_, update) => update + 1),
        ...Array.from({ length: 20 }, () => wanted),
        ...Array.from({ length: 20 }, (_, update) => wanted + 1 + update),
      ]);
      expect(updates.map(({ position }) => position.k2)).toEqual(
        updates.map((_, update) => (update < 59 || update >= 80 ? undefined : wanted)),
      );
    });
  });

  test('keeps within the bias that was asked for, measured against back-propagation to the start', () => {
    const cells = [RNN, GRU, LSTM];
    fc.assert(
      fc.property(
        fc.constantFrom(...cells),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(0.3, 0.1, 0.03, 0.01),
        (Cell, seed, k1, bias) => {
          doubleEngine().run(() => {
            const random = seeded(seed);
            const model = new WithHead(new Cell(2, 6, { random }), 2, random);
            const { plain: stream } = onlineSetting({ T: 90, B: 3, D: 2 }, random);
            const loss = (y: Tensor, targets: Tensor) => mean(multiply(y, targets));
            // What is measured reaches back to step 50, the whole gradient to step 0.
            const entering = model.unroll(stream.window(0, 50).inputs).state;
            const window = { model, stream, loss, from: 50, end: 90, k1, entering };
            const k2 = adaptiveTruncation({ bias, longest: 40 }).choose('test', window);
            const { relative } = truncationError<State, Tensor, Tensor>(model, stream, { k1, k2, loss });
            expect(relative).toBeLessThanOrEqual(bias);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('takes the longest window where the norms do not decay, and the shortest where nothing is left out', () => {
    const growing = Array.from({ length: 10 }, (_, k) => ({ norm: 2 ** k, added: 2 ** k }));
    expect(windowWithin(0.5, 3, growing)).toMatchObject({ k2: 12, decay: 2 });
    const reset = [1, 1, 1, 0].map((added, i) => ({ norm: Math.min(i + 1, 3), added }));
    expect(windowWithin(0.5, 3, reset)).toEqual({
      k2: 4,
      decay: 0,
      bounds: [2 / 3, 1 / 3, 0, 0],
    });
    expect(windowWithin(0.5, 3, [{ norm: 1, added: 1 }]).k2).toBe(3); // k1 is as long as the window
  });

  test.each([1, 2, 3])(
    'learns to copy over delays that windows of k1 steps do not reach (seed %i)',
    (seed) => {
      const lastLoss = (k2: number | ReturnType<typeof adaptiveTruncation>) => {
        const random = seeded(seed);
        const model = new WithHead(new GRU(4, 8, { random }), 2, random);
        const optimizer = new Optimizer(model, adam({ learningRate: 0.01 }));
        const stream = copyTrials(6000, 5, 4, random);
        const updates = [...truncatedBPTT(model, stream, { k1: 2, k2, optimizer, loss: crossEntropy })];
        const losses = updates.slice(-100).map(({ loss }) => loss);
        return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      };
      const k2 = adaptiveTruncation({ bias: 0.2, longest: 40 });
      expect(lastLoss(k2)).toBeLessThan(0.05);
      expect(lastLoss(2)).toBeGreaterThan(0.6);
    },
  );
});
