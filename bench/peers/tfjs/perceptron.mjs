import * as tf from '@tensorflow/tfjs';
import { batchesOf, inTurn } from '../symbols.mjs';
import { affine } from './affine.mjs';
import { sparseCrossEntropy } from './losses.mjs';

const identity = (x) => x;
export const dense = (x, parameters, activation, isInput) => activation(affine(x, parameters, isInput));

export function linear(inputs, outputs) {
  const bound = 1 / Math.sqrt(inputs);
  return {
    weight: tf.variable(tf.randomUniform([inputs, outputs], -bound, bound)),
    bias: tf.variable(tf.randomUniform([outputs], -bound, bound)),
  };
}

export function step(optimizer, loss) {
  const value = optimizer.minimize(() => loss(), true);
  value.dataSync(); // waits, should anything still be under way
  value.dispose();
}

/** A classifier; one repetition is a step on a batch. */
export function perceptron(definition) {
  const { sizes, batch } = definition;
  const layers = sizes.slice(1).map((size, index) => linear(sizes[index], size));
  const optimizer = tf.train.adam(1e-3);
  const next = inTurn(
    batchesOf(definition).map(({ inputs, targets }) => ({
      x: tf.tensor2d(inputs, [batch, sizes[0]]),
      targets,
    })),
  );
  const run = () => {
    const { x, targets } = next();
    step(optimizer, () => {
      const logits = layers.reduce(
        (a, layer, index) => dense(a, layer, index + 1 < layers.length ? tf.relu : identity, index === 0),
        x,
      );
      return sparseCrossEntropy(logits, targets);
    });
  };
  return { workload: { size: batch, run } };
}

/** Exclusive or; one repetition is a step on all four samples. */
export function xor({ hidden }) {
  const [first, second] = [linear(2, hidden), linear(hidden, 1)];
  const optimizer = tf.train.adam(0.01);
  const x = tf.tensor2d([0, 0, 0, 1, 1, 0, 1, 1], [4, 2]);
  const y = tf.tensor2d([0, 1, 1, 0], [4, 1]);
  const run = () => {
    step(optimizer, () => {
      const outputs = dense(dense(x, first, tf.tanh, true), second, identity, false);
      return tf.mean(tf.squaredDifference(outputs, y));
    });
  };
  return { workload: { size: 1, run } };
}
