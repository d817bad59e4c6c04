import * as tf from '@tensorflow/tfjs';
import { batchesOf, inTurn } from '../symbols.mjs';
import { sparseCrossEntropy } from './losses.mjs';

const identity = (x) => x;

function linear(inputs, outputs) {
  const bound = 1 / Math.sqrt(inputs);
  return {
    weight: tf.variable(tf.randomUniform([inputs, outputs], -bound, bound)),
    bias: tf.variable(tf.randomUniform([outputs], -bound, bound)),
  };
}

/**
 * `x W + b` with a gradient that transposes first and multiplies then: this backend multiplies by XNNPACK only where it is asked for no transposes.
 * `x` gets a gradient where it is the result of something.
 */
function affine(x, { weight, bias }, activation, isInput) {
  const forward = (x, weight, bias) => tf.fused.matMul({ a: x, b: weight, bias });
  const dWeight = (x, dy) => tf.matMul(tf.transpose(x), dy);
  const result = isInput
    ? tf.customGrad((weight, bias) => ({
        value: forward(x, weight, bias),
        gradFunc: (dy) => [dWeight(x, dy), tf.sum(dy, 0)],
      }))(weight, bias)
    : tf.customGrad((x, weight, bias, save) => {
        save([x, weight]);
        return {
          value: forward(x, weight, bias),
          gradFunc: (dy, [x, weight]) => [tf.matMul(dy, tf.transpose(weight)), dWeight(x, dy), tf.sum(dy, 0)],
        };
      })(x, weight, bias);
  return activation(result);
}

function step(optimizer, loss) {
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
        (a, layer, index) => affine(a, layer, index + 1 < layers.length ? tf.relu : identity, index === 0),
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
      const outputs = affine(affine(x, first, tf.tanh, true), second, identity, false);
      return tf.mean(tf.squaredDifference(outputs, y));
    });
  };
  return { workload: { size: 1, run } };
}
