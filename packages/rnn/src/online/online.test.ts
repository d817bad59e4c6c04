import {
  ArgumentError,
  crossEntropy,
  Dropout,
  LifetimeError,
  meanSquaredError,
  multiply,
  NonFiniteError,
  parametersOf,
  seeded,
  type Tensor,
  zeros,
} from '@tbptt/core';
import { defaultEngine, doubleEngine, expectClose } from '@tbptt/core/testing';
import { Lanes } from '@tbptt/data';
import { adam, Optimizer } from '@tbptt/optim';
import { describe, expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { GRUResetBefore } from '../cells/gru-reset-before.js';
import { LSTM } from '../cells/lstm.js';
import { RNN } from '../cells/rnn.js';
import { CharLM } from '../models/char-lm.js';
import type { Recurrent, State } from '../recurrent.js';
import { Zoneout } from '../regularization/zoneout.js';
import { Stack } from '../stack.js';
import { GradientCollector } from '../testing/gradient-collector.js';
import { onlineGradient, onlineSetting, WithHead } from '../testing/online-models.js';
import { eprop } from './eprop.js';
import { kroneckerFactored } from './kronecker-factored.js';
import { online } from './online.js';
import { rtrl } from './rtrl.js';
import { snap } from './snap.js';

const random = seeded(6);
const text = Int32Array.from({ length: 241 }, (_, i) => [0, 1, 2, 1][i % 4] ?? 0);

describe('online', () => {
  test.each([
    ['rtrl', () => rtrl()],
    ['snap(1)', () => snap(1)],
    ['snap(2)', () => snap(2)],
    ['eprop', () => eprop()],
  ])('trains a language model of two layers by %s', (_, algorithm) => {
    const model = new CharLM(3, { hidden: 8, layers: 2, cell: GRU, random });
    const stream = new Lanes(text, { lanes: 2 });
    const optimizer = new Optimizer(model, adam({ learningRate: 0.02 }));
    const options = { algorithm: algorithm(), optimizer, loss: crossEntropy, epochs: 3 };
    const losses = [...online(model, stream, options)].map(({ loss }) => loss);
    expect(losses).toHaveLength(360);
    expect(losses.slice(-20).reduce((sum, loss) => sum + loss) / 20).toBeLessThan(0.5);
  });

  test('the same seed gives the same bits', () => {
    const run = () => {
      const random = seeded(3);
      const model = new CharLM(3, { hidden: 5, cell: LSTM, random });
      const optimizer = new Optimizer(model, adam());
      const stream = new Lanes(text, { lanes: 1 });
      const algorithm = kroneckerFactored({ random });
      for (const _ of online(model, stream, { algorithm, optimizer, loss: crossEntropy, every: 3 }));
      return [...parametersOf(model).values()].map((parameter) => parameter.toFloats());
    };
    expect(run()).toEqual(run());
  });

  test('memory does not grow with the number of steps', () => {
    const engine = defaultEngine();
    const model = new CharLM(3, { hidden: 8, layers: 2, cell: LSTM, random });
    const stream = new Lanes(text, { lanes: 1 });
    const optimizer = new Optimizer(model, adam());
    const options = { algorithm: rtrl(), optimizer, loss: crossEntropy, epochs: 30 };
    let early = 0;
    for (const { position } of online(model, stream, options)) {
      if (position.step === 50) early = engine.memory.byteLength;
    }
    expect(engine.memory.byteLength).toBe(early);
  });

  test('e-prop of an LSTM is exact where the recurrent weights are zero, and not elsewhere', () => {
    doubleEngine().run(() => {
      const random = seeded(2);
      const layer = new LSTM(2, 3, { random });
      const model = new WithHead(layer, 2, random);
      const { stream } = onlineSetting({ T: 9, B: 2, D: 2 }, random);
      const apart = (): number => {
        const exact = onlineGradient(model, stream, rtrl());
        return Math.hypot(...onlineGradient(model, stream, eprop()).map((x, i) => x - (exact[i] ?? 0)));
      };
      expect(apart()).toBeGreaterThan(1e-4);
      // The influence of c on c alone remains, and that of the gates through h on nothing.
      layer.weightHh?.assign(zeros([3, 12]));
      expectClose(apart(), 0, { absolute: 1e-15 });
    });
  });

  test('within a step the gradient passes through a stack exactly, whatever the traces drop', () => {
    doubleEngine().run(() => {
      const random = seeded(2);
      const layers = [new GRU(2, 3, { random }), new LSTM(3, 3, { random }), new RNN(3, 3, { random })];
      for (const residual of [false, true]) {
        const model = new WithHead(new Stack<State>(layers, { residual }), 2, random);
        const { plain } = onlineSetting({ T: 1, B: 2, D: 2 }, random); // one step: nothing to drop
        const exact = onlineGradient(model, plain, rtrl());
        for (const algorithm of [snap(1), snap(2), eprop()]) {
          onlineGradient(model, plain, algorithm).forEach((x, i) =>
            expectClose(x, exact[i] ?? 0, { absolute: 1e-14 }),
          );
        }
      }
    });
  });

  test('refuses models whose derivatives are not known, with the reason', () => {
    const setting = onlineSetting({ T: 2, B: 1, D: 2 }, random);
    const attempt = (body: Recurrent, algorithm = rtrl()) => {
      const model = new WithHead(body, 2, random);
      return () => onlineGradient(model, setting.plain, algorithm);
    };
    const between = new Dropout(0.5, { random });
    const lstm = () => new LSTM(2, 2, { random });
    const cases: readonly (readonly [() => unknown, RegExp])[] = [
      [attempt(new GRUResetBefore(2, 2, { random })), /made of operations/],
      [
        attempt(new Stack<State>([lstm(), new GRUResetBefore(2, 2, { random })])),
        /layer 1 .*made of operations/,
      ],
      [attempt(new Stack([lstm(), lstm()], { between })), /between/],
      [attempt(new Zoneout(lstm(), { random, probabilities: { h: 0.1 } })), /declared by an equation/],
      [attempt(new LSTM(2, 2, { random, recurrentWeights: between })), /recurrentWeights/],
      [attempt(new LSTM(2, 3, { random, projection: 2 }), snap(1)), /projected/],
      [attempt(new LSTM(2, 3, { random, projection: 2 }), eprop()), /projected/],
    ];
    for (const [refused, reason] of cases) {
      expect(refused).toThrow(ArgumentError);
      expect(refused).toThrow(reason);
    }
  });

  test('a loss that is not finite leaves everything as it was', () => {
    const model = new WithHead(new RNN(2, 3, { random }), 2, random);
    const { plain } = onlineSetting({ T: 3, B: 1, D: 2 }, random);
    const optimizer = new Optimizer(model, adam());
    const before = model.head.weight.toFloats();
    const loss = (y: Tensor, targets: Tensor) => multiply(meanSquaredError(y, targets), Number.NaN);
    const run = online(model, plain, { algorithm: rtrl(), optimizer, loss });
    expect(() => run.next()).toThrow(NonFiniteError);
    expect(model.head.weight.toFloats()).toEqual(before);
  });

  test('refuses to continue on another engine', () => {
    const model = new WithHead(new RNN(2, 3, { random }), 2, random);
    const { plain } = onlineSetting({ T: 3, B: 1, D: 2 }, random);
    const options = { algorithm: rtrl(), optimizer: new GradientCollector(model), loss: meanSquaredError };
    const run = online(model, plain, options);
    run.next();
    expect(() => doubleEngine().run(() => run.next())).toThrow(LifetimeError);
  });
});
