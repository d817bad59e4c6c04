import * as tf from '@tensorflow/tfjs';

/**
 * The product with one-hot rows, [T B, V] of which are given step by step, is faster here than a
 * gather, which copies.
 */
export function oneHot(symbols, count) {
  return tf.oneHot(tf.tensor1d(symbols, 'int32'), count).toFloat();
}

const fused = (a, { weight, bias }) => tf.fused.matMul({ a, b: weight, bias });

/**
 * Runs a layer over the inputs of T steps, a list of [B, D]; gives outputs, the last state and what
 * the way back needs.
 */
export function unroll(cell, { wx, wh, bx, bh }, inputs, state, product = fused, isInput = false) {
  const outputs = [];
  const saved = [];
  const first = state;
  for (const input of inputs) {
    const x = product(input, { weight: wx, bias: bx }, isInput);
    const h = product(state[0], { weight: wh, bias: bh }, false);
    const stepped = cell.step(x, h, state);
    state = stepped.state;
    outputs.push(state[0]);
    saved.push(stepped.saved);
  }
  return { outputs, state, memory: { inputs, saved, before: [first[0], ...outputs.slice(0, -1)] } };
}

/**
 * The way back: from the gradients of the outputs to those of the parameters, and of the inputs
 * where they are wanted.
 */
export function rollBack(cell, { wx, wh }, { inputs, saved, before }, dOutputs, wantsInputs) {
  const [whT, wxT] = [tf.transpose(wh), wantsInputs ? tf.transpose(wx) : undefined];
  const steps = [];
  const dInputs = [];
  let dNext;
  let dState = [];
  for (let t = saved.length - 1; t >= 0; t--) {
    const dOutput = dNext === undefined ? dOutputs[t] : tf.add(dOutputs[t], dNext);
    const { dx, dh, dState: dBefore, through } = cell.back(saved[t], [dOutput, ...dState]);
    dNext = tf.matMul(dh, whT);
    if (through !== undefined) dNext = tf.add(dNext, through);
    dState = dBefore;
    steps[t] = { dx, dh };
    if (wxT !== undefined) dInputs[t] = tf.matMul(dx, wxT);
  }
  const dx = tf.concat(
    steps.map((step) => step.dx),
    0,
  );
  const dh =
    steps[0].dx === steps[0].dh
      ? dx
      : tf.concat(
          steps.map((step) => step.dh),
          0,
        );
  const gradients = {
    wx: tf.matMul(tf.transpose(tf.concat(inputs, 0)), dx),
    wh: tf.matMul(tf.transpose(tf.concat(before, 0)), dh),
    bx: tf.sum(dx, 0),
    bh: tf.sum(dh, 0),
  };
  return { gradients, dInputs };
}
