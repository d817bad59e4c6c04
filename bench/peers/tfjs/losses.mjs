import * as tf from '@tensorflow/tfjs';

/**
 * The mean cross-entropy of logits [N, V] and classes; its gradient is `(softmax - one-hot) / N`,
 * from the softmax of the forward pass.
 */
export function sparseCrossEntropy(logits, classes) {
  const [rows, columns] = logits.shape;
  const loss = tf.customGrad((logits, save) => {
    const logProbabilities = tf.logSoftmax(logits);
    const oneHot = tf.oneHot(tf.tensor1d(classes, 'int32'), columns);
    save([logProbabilities, oneHot]);
    return {
      value: tf.neg(tf.div(tf.sum(tf.mul(logProbabilities, oneHot)), rows)),
      gradFunc: (dy, [logProbabilities, oneHot]) =>
        tf.mul(tf.sub(tf.exp(logProbabilities), oneHot), tf.div(dy, rows)),
    };
  });
  return loss(logits);
}
