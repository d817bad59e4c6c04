import * as tf from '@tensorflow/tfjs';

/**
 * `x W + b` with a gradient that transposes first and multiplies then: this backend multiplies by
 * XNNPACK only where it is asked for no transposes. `x` gets a gradient where it is the result of
 * something.
 */
export function affine(x, { weight, bias }, isInput) {
  const forward = (x, weight, bias) => tf.fused.matMul({ a: x, b: weight, bias });
  const dWeight = (x, dy) => tf.matMul(tf.transpose(x), dy);
  return isInput
    ? tf.customGrad((weight, bias, save) => {
        save([x]);
        return {
          value: forward(x, weight, bias),
          gradFunc: (dy, [x]) => tf.tidy(() => [dWeight(x, dy), tf.sum(dy, 0)]),
        };
      })(weight, bias)
    : tf.customGrad((x, weight, bias, save) => {
        save([x, weight]);
        return {
          value: forward(x, weight, bias),
          gradFunc: (dy, [x, weight]) =>
            tf.tidy(() => [tf.matMul(dy, tf.transpose(weight)), dWeight(x, dy), tf.sum(dy, 0)]),
        };
      })(x, weight, bias);
}
