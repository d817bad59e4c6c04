import { jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { initialState, parametersOf } from '../layers.mjs';
import { inTurn, windowsOf } from '../symbols.mjs';
import { adamState, adamStep, clipped } from './adam.mjs';
import { crossEntropy, uniform } from './perceptron.mjs';

/**
 * One step of each cell: products of the input and of the recurrent weights [B, G H], the state;
 * gives the next state, its first part the output.
 */
const cells = {
  RNN: { gates: 1, states: 1, step: (x, h, [before]) => (before.dispose(), [np.tanh(x.add(h))]) },
  LSTM: {
    gates: 4,
    states: 2,
    step(x, h, [before, c]) {
      before.dispose();
      const [i, f, g, o] = np.split(x.add(h), 4, 1);
      const memory = nn
        .sigmoid(f)
        .mul(c)
        .add(nn.sigmoid(i).mul(np.tanh(g)));
      return [nn.sigmoid(o).mul(np.tanh(memory.ref)), memory];
    },
  },
  GRU: {
    gates: 3,
    states: 1,
    step(x, h, [before]) {
      const [xr, xz, xn] = np.split(x, 3, 1);
      const [hr, hz, hn] = np.split(h, 3, 1);
      const n = np.tanh(xn.add(nn.sigmoid(xr.add(hr)).mul(hn)));
      return [n.ref.add(nn.sigmoid(xz.add(hz)).mul(before.sub(n)))];
    },
  },
};

function drawn(definition, symbols) {
  let seed = 0;
  const draw = (bound, ...shape) => uniform(shape, bound, seed++);
  return parametersOf(definition, symbols, cells[definition.cell], draw);
}

function zeroState(definition, lanes) {
  return initialState(definition, cells[definition.cell], lanes, (shape) => np.zeros(shape));
}

/**
 * The logits of T steps from their inputs, one-hot rows [T B, V], and the next state; one input
 * product per layer for all steps.
 */
function unroll({ layers, head }, state, rows, { cell, lanes, window, hidden }) {
  const { gates, step } = cells[cell];
  const states = [];
  let sequence = rows;
  layers.forEach(({ wx, wh, bx, bh }, index) => {
    const products = np.matmul(sequence, wx).add(bx.add(bh));
    const steps = window === 1 ? [products] : np.split(products, window, 0);
    let values = state[index];
    const outputs = steps.map((x) => {
      values = step(x.reshape([lanes, gates * hidden]), np.matmul(values[0].ref, wh.ref), values);
      return values[0].ref;
    });
    wh.dispose();
    states.push(values);
    sequence = window === 1 ? outputs[0] : np.concatenate(outputs, 0);
  });
  return [np.matmul(sequence, head.weight).add(head.bias), states];
}

/** Training, one repetition a step. */
export function languageModel(definition, symbols) {
  const { lanes, window } = definition;
  let parameters = drawn(definition, symbols);
  let adam = adamState(tree.ref(parameters));
  let state = zeroState(definition, lanes);
  const next = inTurn(windowsOf(definition, symbols));
  const lossOf = (parameters, state, inputs, targets) => {
    const [logits, states] = unroll(parameters, state, nn.oneHot(inputs, symbols), definition);
    return [crossEntropy(logits, nn.oneHot(targets, symbols)), states];
  };
  const step = jit((parameters, adam, state, inputs, targets) => {
    const [[loss, states], gradients] = valueAndGrad(lossOf, { hasAux: true })(
      tree.ref(parameters),
      state,
      inputs,
      targets,
    );
    return [loss, states, ...adamStep(parameters, clipped(gradients, 5), adam, 2e-3)];
  });
  const train = async () => {
    const { inputs, targets } = next();
    const indices = (symbols) => np.array(symbols, { dtype: np.int32 });
    const [loss, states, ...rest] = step(parameters, adam, state, indices(inputs), indices(targets));
    state = states;
    [parameters, adam] = rest;
    return (await loss.data())[0];
  };
  return { workload: { size: lanes * window, run: async () => void (await train()) }, train };
}

/** Sampling: one symbol at a time, drawn here from the softmax and read back in. */
export function sampling(definition, symbols) {
  const sizes = { ...definition, lanes: 1, window: 1 };
  const parameters = drawn(definition, symbols);
  let state = zeroState(definition, 1);
  let symbol = 0;
  const step = jit((parameters, state, input) => {
    const [logits, states] = unroll(parameters, state, nn.oneHot(input, symbols), sizes);
    return [nn.softmax(logits, -1), states];
  });
  const run = async () => {
    const input = np.array([symbol], { dtype: np.int32 });
    const [probabilities, states] = step(tree.ref(parameters), state, input);
    state = states;
    symbol = draw(await probabilities.data());
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
