/** Memory of engines, without a turn of the event loop: everything here is one synchronous job. */
import { expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { HostError } from '../errors.js';
import { sum } from '../ops/reduce.js';
import { square } from '../ops/unary.js';
import { parameter } from '../tensor/parameter.js';
import { zeros } from '../tensor/tensor.js';
import { Engine } from './engine.js';

const MEBIBYTE = 2 ** 20;

test('a thousand models of 5 MB, each in an engine of its own, stay below 400 MiB', () => {
  let most = 0;
  for (let i = 0; i < 1000; i++) {
    new Engine().run(() => {
      const model = { weight: parameter(zeros([1280, 1024])), bias: parameter(zeros([1])) };
      differentiate([model.bias], () => sum(square(model.bias)));
    });
    most = Math.max(most, process.memoryUsage.rss());
  }
  expect(most).toBeLessThan(400 * MEBIBYTE);
}, 120_000);

test('an engine that is full says how much belongs to models that are no longer used, and the remedy', () => {
  const engine = new Engine({ maximumBytes: 64 * MEBIBYTE });
  let made = 0;
  const fill = () => {
    for (; made < 1000; made++) {
      const model = { weight: parameter(zeros([256, 1024])) }; // 1 MiB
      if (made % 8 === 0) differentiate(model, () => sum(square(model.weight)));
    }
  };
  let error: unknown;
  engine.run(() => {
    try {
      fill();
    } catch (thrown) {
      error = thrown;
    }
  });
  expect(error).toBeInstanceOf(HostError);
  const { message, facts } = error as HostError;
  expect(message).toMatch(
    /^memory: \d+ MiB are needed, \d+ MiB are there, and at most 64 MiB can be; use a smaller batch, window or model\. \d+ MiB belong to tensors that the latest step did not use\./,
  );
  expect(message).toContain(
    'await a timer between models, or give each model an engine of its own by new Engine().run(...).',
  );
  expect(facts['unusedBytes']).toBeGreaterThan(40 * MEBIBYTE);
});
