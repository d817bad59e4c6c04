import { ArgumentError, Linear, meanSquaredError, seeded, tensor } from '@tbptt/core';
import { expect, test } from 'vitest';
import { Optimizer } from '../optimizer.js';
import { sgd } from '../sgd.js';
import { type EpochReport, fit } from './fit.js';
import { trainOnBatches } from './train-on-batches.js';

/** A line through points on y = 2 x + 1, in two batches of different sizes. */
function setting() {
  const model = new Linear(1, 1, { random: seeded(1) });
  const batches = [
    [tensor([[0], [1], [2]]), tensor([[1], [3], [5]])],
    [tensor([[-1]]), tensor([[-1]])],
  ] as const;
  const optimizer = new Optimizer(model, sgd({ learningRate: 0.1 }));
  const training = () => trainOnBatches(model, batches, { optimizer, loss: meanSquaredError });
  const validation = () => meanSquaredError(model.forward(tensor([[3]])), tensor([[7]])).item();
  return { model, batches, optimizer, training, validation };
}

test('a model is trained for all epochs, as by a loop over its updates', () => {
  const { model, training, validation } = setting();
  const { history, best, stoppedEarly } = fit(model, { epochs: 50, training, validation });
  expect(history.length).toBe(50);
  expect(stoppedEarly).toBe(false);
  expect(history[49]?.metrics['loss']).toBeLessThan(1e-2);
  expect(best?.isBest).toBe(true);

  const other = setting();
  let first = 0;
  for (let epoch = 0; epoch < 50; epoch++) {
    for (const { loss, count } of other.training()) if (epoch === 0) first += (loss * count) / 4;
  }
  expect(other.model.weight.toFloats()).toEqual(model.weight.toFloats());
  expect(history[0]).toMatchObject({ epoch: 0, loss: first, updates: 2 });
});

test('training ends without improvement, and the best weights return', () => {
  const { model, training } = setting();
  const weights: number[] = [];
  const values = [5, 3, 4, 3.5, 1];
  const { history, best, stoppedEarly } = fit(model, {
    epochs: 5,
    patience: 2,
    training,
    validation: (epoch) => {
      weights.push(model.weight.toFloats()[0] ?? 0);
      return values[epoch] ?? 0;
    },
  });
  expect(history.map(({ isBest }) => isBest)).toEqual([true, true, false, false]);
  expect(stoppedEarly).toBe(true);
  expect(best?.epoch).toBe(1);
  expect(model.weight.toFloats()[0]).toBe(weights[1]);
});

test('any metric is monitored, in either direction; without validation it is the training loss', () => {
  const { model, training } = setting();
  const accuracies = [0.5, 0.9, 0.7];
  const { best } = fit(model, {
    epochs: 3,
    training,
    validation: (epoch) => ({ accuracy: accuracies[epoch] ?? 0 }),
    monitor: 'accuracy',
    mode: 'max',
  });
  expect(best?.metrics).toEqual({ accuracy: 0.9 });
  expect(fit(model, { epochs: 2, training }).best?.epoch).toBe(1);
});

test('callbacks see every update and epoch, and can end the training', () => {
  const { model, training } = setting();
  const seen: unknown[] = [];
  const reports: EpochReport[] = [];
  const { history } = fit(model, {
    epochs: 10,
    training,
    onUpdate: (_, epoch) => seen.push(epoch),
    onEpoch: (report) => {
      reports.push(report);
      return report.epoch < 1;
    },
  });
  expect(seen).toEqual([0, 0, 1, 1]);
  expect(reports).toEqual(history);
  expect(history[1]?.remaining).toBeGreaterThanOrEqual(0);
});

test('what cannot be trained is refused', () => {
  const { model, training, optimizer, batches } = setting();
  const spent = training();
  expect(() => fit(model, { epochs: 2, training: () => spent })).toThrow(
    new ArgumentError(
      'fit',
      'an epoch has no updates; training must return new updates for each epoch, not a generator that has ended.',
    ),
  );
  expect(() => fit(model, { epochs: 1, training, monitor: 'f1' })).toThrow(ArgumentError);
  expect(() => fit(model, { epochs: 1, training, validation: () => ({}) })).toThrow(ArgumentError);
  expect(() => fit(model, { epochs: 0, training })).toThrow(ArgumentError);
  expect(() => fit(model, { epochs: 1, training, patience: 0 })).toThrow('fit: patience is 0');
  expect(() => fit(model, { epochs: 1, training: () => [null] as never })).toThrow(
    new ArgumentError('fit', 'an update has the loss undefined and the count 1; they must be numbers.'),
  );
  const loss = meanSquaredError;
  expect(() =>
    trainOnBatches(model, batches, JSON.parse('{}') as { optimizer: Optimizer; loss: typeof loss }),
  ).toThrow(ArgumentError);
  const single = [batches[0][0]] as never;
  expect(() => [...trainOnBatches(model, single, { optimizer, loss })]).toThrow(
    new ArgumentError('trainOnBatches', 'a batch is a Tensor; it must be a pair [inputs, targets].'),
  );
});
