import * as tf from '@tensorflow/tfjs';
import { batchesOf, inTurn } from '../symbols.mjs';
import { sparseCrossEntropy } from './losses.mjs';
import { dense, linear, step } from './perceptron.mjs';

const KERNEL = 5;

function filters(inputs, outputs) {
  const bound = 1 / Math.sqrt(KERNEL * KERNEL * inputs);
  return {
    weight: tf.variable(tf.randomUniform([KERNEL, KERNEL, inputs, outputs], -bound, bound)),
    bias: tf.variable(tf.randomUniform([outputs], -bound, bound)),
  };
}

/**
 * A convolution, relu and its gradient. This backend has no kernel for the gradient of the filters,
 * which is a convolution itself: of the images by the gradient of the result, with samples and
 * channels exchanged. The gradient of the images is one, too, by the filters turned around: faster
 * than the backend's own kernel, which is written in plain loops.
 */
function convolution(x, { weight, bias }, padding, isInput) {
  const turned = (w) => tf.transpose(tf.reverse(w, [0, 1]), [0, 1, 3, 2]);
  const dWeight = (x, dy) => {
    const images = tf.pad(x, [
      [0, 0],
      [padding, padding],
      [padding, padding],
      [0, 0],
    ]);
    const gradient = tf.conv2d(
      tf.transpose(images, [3, 1, 2, 0]),
      tf.transpose(dy, [1, 2, 0, 3]),
      1,
      'valid',
    );
    return tf.transpose(gradient, [1, 2, 0, 3]);
  };
  const dInput = (weight, dy) => tf.conv2d(dy, turned(weight), 1, KERNEL - 1 - padding);
  const forward = (x, weight, bias) =>
    tf.fused.conv2d({ x, filter: weight, bias, strides: 1, pad: padding, activation: 'relu' });
  const before = (dy, y) => tf.mul(dy, tf.step(y));
  return isInput
    ? tf.customGrad((weight, bias, save) => {
        const value = forward(x, weight, bias);
        save([x, value]);
        return {
          value,
          gradFunc: (dy, [x, y]) =>
            tf.tidy(() => {
              const d = before(dy, y);
              return [dWeight(x, d), tf.sum(d, [0, 1, 2])];
            }),
        };
      })(weight, bias)
    : tf.customGrad((x, weight, bias, save) => {
        const value = forward(x, weight, bias);
        save([x, weight, value]);
        return {
          value,
          gradFunc: (dy, [x, weight, y]) =>
            tf.tidy(() => {
              const d = before(dy, y);
              return [dInput(weight, d), dWeight(x, d), tf.sum(d, [0, 1, 2])];
            }),
        };
      })(x, weight, bias);
}

/** The same with TensorFlow.js's own gradients, which only its backend in plain JavaScript has. */
function ownConvolution(x, { weight, bias }, padding) {
  return tf.relu(tf.add(tf.conv2d(x, weight, 1, padding), bias));
}

/**
 * LeNet-5 on images of 28 x 28; one repetition is a step on a batch. The gradients are TensorFlow.js's
 * own, on its backend in plain JavaScript, or written out here (`by hand`), on WebAssembly.
 */
export async function leNet({ batch }, _, idiom) {
  const isByHand = idiom === 'by hand';
  if (!isByHand) await tf.setBackend('cpu');
  const convolve = isByHand ? convolution : ownConvolution;
  const [first, second] = [filters(1, 6), filters(6, 16)];
  const layers = [linear(400, 120), linear(120, 84), linear(84, 10)];
  const optimizer = tf.train.adam(1e-3);
  const next = inTurn(
    batchesOf({ sizes: [784, 10], batch }).map(({ inputs, targets }) => ({
      x: tf.tensor4d(inputs, [batch, 28, 28, 1]),
      targets,
    })),
  );
  const run = () => {
    const { x, targets } = next();
    step(optimizer, () => {
      const one = tf.maxPool(convolve(x, first, 2, true), 2, 2, 'valid');
      const two = tf.maxPool(convolve(one, second, 0, false), 2, 2, 'valid');
      const features = tf.reshape(two, [batch, 400]);
      const logits = layers.reduce(
        (a, layer, index) => dense(a, layer, index + 1 < layers.length ? tf.relu : (y) => y, false),
        features,
      );
      return sparseCrossEntropy(logits, targets);
    });
  };
  const differs = isByHand ? undefined : 'wasm has no gradient of filters: the backend in plain JavaScript';
  return { ...(differs && { differs }), workload: { size: batch, run } };
}
