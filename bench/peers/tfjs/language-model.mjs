import * as tf from '@tensorflow/tfjs';
import { initialState, parametersOf } from '../layers.mjs';
import { inTurn, windowsOf } from '../symbols.mjs';
import { affine } from './affine.mjs';
import { cells } from './cells.mjs';
import { sparseCrossEntropy } from './losses.mjs';
import { oneHot, rollBack, unroll } from './window.mjs';

function drawn(definition, symbols) {
  const draw = (bound, ...shape) => tf.variable(tf.randomUniform(shape, -bound, bound));
  return parametersOf(definition, symbols, cells[definition.cell], draw);
}

function zeroState(definition, lanes) {
  return initialState(definition, cells[definition.cell], lanes, (shape) => tf.zeros(shape));
}

/**
 * Training, one repetition a step: a window forward and back, clipping, TensorFlow.js's Adam. The
 * gradient is TensorFlow.js's own, or written out here (`by hand`).
 */
export function languageModel(definition, symbols, idiom) {
  const { lanes, window } = definition;
  const cell = cells[definition.cell];
  const { layers, head } = drawn(definition, symbols);
  const optimizer = tf.train.adam(2e-3);
  const next = inTurn(windowsOf(definition, symbols));
  let state = zeroState(definition, lanes);

  function stepByHand({ inputs, targets }) {
    let lists = Array.from({ length: window }, (_, t) =>
      oneHot(inputs.subarray(t * lanes, (t + 1) * lanes), symbols),
    );
    const passes = layers.map((layer, index) => {
      const pass = unroll(cell, layer, lists, state[index]);
      lists = pass.outputs;
      return pass;
    });
    const outputs = tf.concat(lists, 0);
    const logits = tf.fused.matMul({ a: outputs, b: head.weight, bias: head.bias });
    const expected = oneHot(targets, symbols);
    const logProbabilities = tf.logSoftmax(logits);
    const loss = tf.neg(tf.div(tf.sum(tf.mul(logProbabilities, expected)), lanes * window));
    const dLogits = tf.div(tf.sub(tf.exp(logProbabilities), expected), lanes * window);
    const gradients = [
      [head.weight, tf.matMul(tf.transpose(outputs), dLogits)],
      [head.bias, tf.sum(dLogits, 0)],
    ];
    let dLists = tf.split(tf.matMul(dLogits, tf.transpose(head.weight)), window, 0);
    for (let index = layers.length - 1; index >= 0; index--) {
      const { memory } = passes[index];
      const back = rollBack(cell, layers[index], memory, dLists, index > 0);
      for (const [name, gradient] of Object.entries(back.gradients)) {
        gradients.push([layers[index][name], gradient]);
      }
      dLists = back.dInputs;
    }
    optimizer.applyGradients(
      clipped(
        gradients.map(([{ name }, gradient]) => [name, gradient]),
        5,
      ),
    );
    return [loss, ...passes.flatMap((pass) => pass.state)];
  }

  function stepByAutodiff({ inputs, targets }) {
    const carried = [];
    const { value: loss, grads } = tf.variableGrads(() => {
      let lists = Array.from({ length: window }, (_, t) =>
        oneHot(inputs.subarray(t * lanes, (t + 1) * lanes), symbols),
      );
      layers.forEach((layer, index) => {
        const pass = unroll(cell, layer, lists, state[index], affine, index === 0);
        lists = pass.outputs;
        carried.push(...pass.state.map((part) => tf.keep(part)));
      });
      return sparseCrossEntropy(affine(tf.concat(lists, 0), head), targets);
    });
    optimizer.applyGradients(clipped(Object.entries(grads), 5));
    return [loss, ...carried];
  }

  const byHand = idiom === 'by hand';
  const step = byHand ? stepByHand : stepByAutodiff;

  const train = () => {
    const [loss, ...carried] = tf.tidy(() => step(next()));
    tf.dispose(state);
    state = layers.map((_, layer) => carried.slice(layer * cell.states, (layer + 1) * cell.states));
    const [nats] = loss.dataSync();
    loss.dispose();
    return nats;
  };
  const about = byHand
    ? 'the gradients of a window written out by hand in its operations'
    : 'a loop over the steps under variableGrads; tf.layers is slower';
  return { idiom: about, workload: { size: lanes * window, run: () => void train() }, train };
}

/** Gradients by the names of their variables, shrunk so that their common norm is at most `limit`. */
function clipped(gradients, limit) {
  const squares = gradients.map(([, gradient]) => tf.sum(tf.square(gradient)));
  const factor = tf.minimum(1, tf.div(limit, tf.add(tf.sqrt(tf.addN(squares)), 1e-6)));
  return Object.fromEntries(gradients.map(([name, gradient]) => [name, tf.mul(gradient, factor)]));
}

/** Sampling: one symbol at a time, drawn here from the softmax and read back in. */
export function sampling(definition, symbols) {
  const cell = cells[definition.cell];
  const { layers, head } = drawn(definition, symbols);
  let state = zeroState(definition, 1);
  let symbol = 0;
  const run = () => {
    const [probabilities, ...carried] = tf.tidy(() => {
      let input = oneHot([symbol], symbols);
      const states = layers.map(({ wx, wh, bx, bh }, index) => {
        const x = tf.fused.matMul({ a: input, b: wx, bias: bx });
        const h = tf.fused.matMul({ a: state[index][0], b: wh, bias: bh });
        const stepped = cell.step(x, h, state[index]);
        [input] = stepped.state;
        return stepped.state;
      });
      const logits = tf.fused.matMul({ a: input, b: head.weight, bias: head.bias });
      return [tf.softmax(logits), ...states.flat()];
    });
    tf.dispose(state);
    state = layers.map((_, layer) => carried.slice(layer * cell.states, (layer + 1) * cell.states));
    symbol = draw(probabilities.dataSync());
    probabilities.dispose();
  };
  return { workload: { size: 1, run } };
}

/** An index with the given probabilities. */
function draw(probabilities) {
  let left = Math.random();
  const found = probabilities.findIndex((probability) => {
    left -= probability;
    return left < 0;
  });
  return found < 0 ? probabilities.length - 1 : found;
}
