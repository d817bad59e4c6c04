import { ArgumentError, seeded } from '@tbptt/core';
import { doubleEngine } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { LSTM } from '../cells/lstm.js';
import { MinGRU } from '../cells/min-gru.js';
import { PeepholeLSTM } from '../cells/peephole-lstm.js';
import { RNN } from '../cells/rnn.js';
import type { Recurrent } from '../recurrent.js';
import { Stack } from '../stack.js';
import { expectUnbiased } from '../testing/expect-unbiased.js';
import { onlineGradient, onlineGradients, onlineSetting, WithHead } from '../testing/online-models.js';
import { kroneckerFactored } from './kronecker-factored.js';
import { rtrl } from './rtrl.js';
import { uoro } from './uoro.js';

const random = seeded(8);
const D = 2;
const stackOf = (residual: boolean, ...layers: readonly Recurrent[]) => new Stack(layers, { residual });

/** The relative variance of the gradient of 6 steps of 2 lanes, of which one starts anew. */
function expectUnbiasedGradient(body: Recurrent, make: typeof uoro): number {
  return doubleEngine().run(() => {
    const model = new WithHead(body, 2, random);
    const { stream } = onlineSetting({ T: 6, B: 2, D }, random);
    const exact = onlineGradient(model, stream, rtrl());
    return expectUnbiased(4000, onlineGradients(model, stream, make({ random })), exact);
  });
}

describe('the mean of the gradient over 4,000 draws is that of RTRL', () => {
  test.each([
    ['RNN', () => new RNN(D, 2, { random })],
    ['GRU', () => new GRU(D, 2, { random })],
    ['PeepholeLSTM', () => new PeepholeLSTM(D, 2, { random })],
    ['LSTM with a projection', () => new LSTM(D, 3, { random, projection: 2 })],
    ['a stack', () => stackOf(false, new GRU(D, 2, { random }), new LSTM(2, 2, { random }))],
    ['a residual stack', () => stackOf(true, ...[1, 2, 3].map(() => new RNN(D, 2, { random })))],
  ])('UORO of %s', (_, make) => {
    expect(expectUnbiasedGradient(make(), uoro)).toBeGreaterThan(0);
  });

  test.each([
    ['RNN', () => new RNN(D, 2, { random })],
    ['LSTM', () => new LSTM(D, 2, { random })],
    ['MinGRU', () => new MinGRU(D, 2, { random })],
  ])('KF-RTRL of %s', (_, make) => {
    expect(expectUnbiasedGradient(make(), kroneckerFactored)).toBeGreaterThan(0);
  });

  test('KF-RTRL has less variance than UORO', () => {
    const body = () => new RNN(D, 4, { random });
    expect(expectUnbiasedGradient(body(), kroneckerFactored)).toBeLessThan(
      expectUnbiasedGradient(body(), uoro),
    );
  });
});

test('KF-RTRL refuses networks whose influence is no Kronecker product, with the reason', () => {
  const refused: readonly (readonly [Recurrent, RegExp])[] = [
    [new GRU(D, 2, { random }), /recurrent product of n by itself/],
    [new PeepholeLSTM(D, 2, { random }), /unit weights/],
    [new LSTM(D, 3, { random, projection: 2 }), /projected/],
    [stackOf(false, new RNN(D, 2, { random }), new RNN(2, 2, { random })), /2 layers/],
  ];
  for (const [body, reason] of refused) {
    const model = new WithHead(body, 2, random);
    const { stream } = onlineSetting({ T: 2, B: 1, D }, random);
    const attempt = () => onlineGradient(model, stream, kroneckerFactored({ random }));
    expect(attempt).toThrow(ArgumentError);
    expect(attempt).toThrow(reason);
  }
});
