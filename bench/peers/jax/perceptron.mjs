import { jit, nn, numpy as np, random, tree, valueAndGrad } from '@jax-js/jax';
import { batchesOf, inTurn } from '../symbols.mjs';
import { adamState, adamStep } from './adam.mjs';

export function uniform(shape, bound, seed) {
  return random.uniform(random.key(seed), shape, { minval: -bound, maxval: bound });
}

function layersOf(sizes) {
  return sizes.slice(1).map((size, index) => {
    const bound = 1 / Math.sqrt(sizes[index]);
    return {
      weight: uniform([sizes[index], size], bound, 2 * index),
      bias: uniform([size], bound, 2 * index + 1),
    };
  });
}

function forward(layers, x, activation) {
  return layers.reduce((input, { weight, bias }, index) => {
    const output = np.matmul(input, weight).add(bias);
    return index + 1 < layers.length ? activation(output) : output;
  }, x);
}

/** The mean cross-entropy of logits [N, V] and classes as one-hot rows. */
export function crossEntropy(logits, oneHot) {
  const rows = logits.shape[0];
  return np.sum(nn.logSoftmax(logits, -1).mul(oneHot)).mul(-1 / rows);
}

function training(layers, lossOf, learningRate) {
  let parameters = layers;
  let state = adamState(tree.ref(parameters));
  const step = jit((parameters, state, x, y) => {
    const [loss, gradients] = valueAndGrad((p, x, y) => lossOf(p, x, y))(tree.ref(parameters), x, y);
    return [loss, ...adamStep(parameters, gradients, state, learningRate)];
  });
  return async (x, y) => {
    const [loss, next, nextState] = step(parameters, state, x, y);
    [parameters, state] = [next, nextState];
    return (await loss.data())[0];
  };
}

/** A classifier; one repetition is a step on a batch. */
export function perceptron(definition) {
  const { sizes, batch } = definition;
  const classes = sizes.at(-1);
  const lossOf = (layers, x, y) => crossEntropy(forward(layers, x, nn.relu), nn.oneHot(y, classes));
  const train = training(layersOf(sizes), lossOf, 1e-3);
  const next = inTurn(
    batchesOf(definition).map(({ inputs, targets }) => ({
      x: np.array(inputs).reshape([batch, sizes[0]]),
      y: np.array(targets, { dtype: np.int32 }),
    })),
  );
  const run = async () => {
    const { x, y } = next();
    await train(x.ref, y.ref);
  };
  return { workload: { size: batch, run } };
}

/** Exclusive or; one repetition is a step on all four samples. */
export function xor({ hidden }) {
  const lossOf = (layers, x, y) => np.mean(np.square(forward(layers, x, np.tanh).sub(y)));
  const train = training(layersOf([2, hidden, 1]), lossOf, 0.01);
  const x = np.array([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const y = np.array([[0], [1], [1], [0]]);
  return { workload: { size: 1, run: async () => void (await train(x.ref, y.ref)) } };
}
