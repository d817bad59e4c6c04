/** Memory stays as it is, however long one trains. */
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { defaultEngine } from '../engine/default-engine.js';
import { crossEntropy } from '../losses/cross-entropy.js';
import { Linear } from '../nn/linear.js';
import { Sequential } from '../nn/sequential.js';
import { tanh } from '../ops/activations/tanh.js';
import { multiply, subtract } from '../ops/arithmetic.js';
import { softmax } from '../ops/softmax.js';
import { seeded } from '../random/seeded.js';
import { indices } from '../tensor/indices.js';
import { tensor } from '../tensor/tensor.js';
import { differentiate, evaluate } from './differentiate.js';
import { parametersOf } from './parameters.js';

const random = seeded(1);
const B = 16;
const inputs = tensor(
  [B, 8],
  Array.from({ length: B * 8 }, () => random.normal()),
);
const targets = indices(
  [B],
  Array.from({ length: B }, () => random.integer(5)),
);

function makeModel(hidden = 32): Sequential {
  return new Sequential(new Linear(8, hidden, { random }), tanh, new Linear(hidden, 5, { random }));
}

function trainOnce(model: Sequential): number {
  const { loss } = differentiate(model, () => crossEntropy(model.forward(inputs), targets));
  for (const p of parametersOf(model).values()) {
    if (p.gradient !== undefined) p.assign(subtract(p, multiply(p.gradient, 0.1)));
  }
  return loss;
}

function measure() {
  const { memory } = defaultEngine();
  return {
    bytes: memory.byteLength,
    persistent: memory.blocks.allocatedBytes,
    arena: memory.arena.capacity,
  };
}

test('a thousand steps of training need no more memory than the first', () => {
  const model = makeModel();
  const first = trainOnce(model);
  trainOnce(model);
  const before = measure();
  let last = first;
  for (let step = 0; step < 1000; step++) last = trainOnce(model);
  expect(measure()).toEqual(before);
  expect(last).toBeLessThan(first / 2);
});

test('a thousand evaluations, and single operations, need no more memory than the first', () => {
  const model = makeModel();
  const predict = () => softmax(model.forward(inputs));
  evaluate(predict);
  predict();
  const before = measure();
  for (let i = 0; i < 1000; i++) evaluate(predict);
  for (let i = 0; i < 100; i++) predict();
  expect(measure()).toEqual(before);
});

test('steps that fail give their memory up', () => {
  const model = makeModel();
  const fail = () => {
    expect(() =>
      differentiate(model, () => {
        model.forward(inputs);
        throw new Error('inside');
      }),
    ).toThrow('inside');
  };
  fail();
  const before = measure();
  for (let i = 0; i < 100; i++) fail();
  expect(measure()).toEqual(before);
});

test('the memory of a model that is garbage-collected returns', async () => {
  const collect = global.gc;
  if (collect === undefined) throw new Error('run the tests with --expose-gc');
  const makeAndForget = () => {
    for (let i = 0; i < 10; i++) trainOnce(makeModel(1000));
  };
  const settle = async () => {
    for (let i = 0; i < 5; i++) {
      collect();
      await setImmediate();
    }
  };
  await settle();
  const before = measure().persistent;
  makeAndForget();
  expect(measure().persistent).toBeGreaterThan(before + 10 * 2 * 4 * 13_000);
  await settle();
  // The arena may have grown in between; it is kept.
  expect(measure().persistent - measure().arena).toBeLessThan(before);
});

test('an input that took part in a step does not keep its intermediate results alive', async () => {
  const collect = global.gc;
  if (collect === undefined) throw new Error('run the tests with --expose-gc');
  const model = makeModel();
  const kept = tensor([B, 8], inputs.toFloats());
  const track = (): WeakRef<object> => {
    let hidden: WeakRef<object> | undefined;
    differentiate(model, () => {
      const logits = model.forward(kept);
      hidden = new WeakRef(logits);
      return crossEntropy(logits, targets);
    });
    return hidden as WeakRef<object>;
  };
  const hidden = track();
  for (let i = 0; i < 5; i++) {
    await setImmediate();
    collect();
  }
  expect(hidden.deref()).toBeUndefined();
  expect(kept.size).toBe(B * 8);
});
