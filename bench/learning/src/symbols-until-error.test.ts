import { scalar, seeded, type Tensor, tensor } from '@tbptt/core';
import type { Recurrent, Sequence, Stepped, Unrolled } from '@tbptt/rnn';
import { expect, test } from 'vitest';
import { ReberStreams } from './reber-streams.js';
import { symbolsUntilError } from './symbols-until-error.js';

const [B, N, V] = [3, 100, 7];
const streams = new ReberStreams(seeded(5), B, N);

/** Knows what is allowed, but for one output of one stream. Its state is the step at which it stands. */
class Oracle implements Recurrent<Tensor> {
  readonly outputSize = V;

  constructor(readonly error: { readonly step: number; readonly lane: number }) {}

  initialState(): Tensor {
    return scalar(0);
  }

  unroll({ shape: [T = 0] }: Sequence, state: Tensor): Unrolled<Tensor> {
    const start = state.item();
    const outputs = streams.window(start, T).legal.data.slice();
    const row = (this.error.step - start) * B + this.error.lane;
    if (row >= 0) outputs.fill(0, row * V, (row + 1) * V);
    return { outputs: tensor([T, B, V], outputs), state: scalar(start + T) };
  }

  step(): Stepped<Tensor> {
    throw new Error('it reads windows only');
  }
}

test('the first error of any stream counts, wherever it stands in a window', () => {
  for (const step of [0, 24, 25, 99]) {
    for (const lane of [0, 2]) {
      expect(symbolsUntilError(new Oracle({ step, lane }), streams, 25)).toBe(step);
      expect(symbolsUntilError(new Oracle({ step, lane }), streams, 7)).toBe(step);
    }
  }
});

test('without an error the streams are as long as they are', () => {
  expect(symbolsUntilError(new Oracle({ step: N, lane: 0 }), streams, 30)).toBe(N);
});
