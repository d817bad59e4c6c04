import { numpy as np, tree } from '@jax-js/jax';

/** The state of Adam: means of the gradients and of their squares, and the number of steps. */
export function adamState(parameters) {
  const zeros = () => tree.map((p) => np.zeros(p.shape), parameters);
  return { means: zeros(), squares: zeros(), steps: np.array(0, { dtype: np.float32 }) };
}

/**
 * One step of Adam on a tree of parameters, inside a jitted function; consumes its arguments, as
 * everything in jax-js does.
 */
export function adamStep(parameters, gradients, { means, squares, steps }, learningRate) {
  const step = steps.add(1);
  const correction = (beta) => np.subtract(1, np.exp(step.ref.mul(Math.log(beta))));
  const [first, second] = [correction(0.9), correction(0.999)];
  const [leaves, shape] = tree.flatten(parameters);
  const [g, m, v] = [gradients, means, squares].map((each) => tree.flatten(each)[0]);
  const updated = leaves.map((parameter, index) => {
    const mean = m[index].mul(0.9).add(g[index].ref.mul(0.1));
    const square = v[index].mul(0.999).add(np.square(g[index]).mul(0.001));
    const root = np.sqrt(square.ref.div(second.ref)).add(1e-8);
    const change = mean.ref.div(first.ref).div(root).mul(learningRate);
    return [parameter.sub(change), mean, square];
  });
  first.dispose();
  second.dispose();
  const [next, nextMeans, nextSquares] = [0, 1, 2].map((part) =>
    tree.unflatten(
      shape,
      updated.map((triple) => triple[part]),
    ),
  );
  return [next, { means: nextMeans, squares: nextSquares, steps: step }];
}

/** Gradients shrunk so that their common norm is at most `limit`. */
export function clipped(gradients, limit) {
  const [leaves, shape] = tree.flatten(gradients);
  const squares = leaves.map((leaf) => np.sum(np.square(leaf.ref)));
  const norm = np.sqrt(squares.reduce((a, b) => a.add(b)));
  const factor = np.minimum(1, np.trueDivide(limit, norm.add(1e-6)));
  const shrunk = leaves.map((leaf) => leaf.mul(factor.ref));
  factor.dispose();
  return tree.unflatten(shape, shrunk);
}
