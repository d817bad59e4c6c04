// brain.js: one sequence at a time, plain JavaScript. It has no batches, no carried state and an
// optimizer of its own (RMSProp, clipping by value).
import { createRequire } from 'node:module';
import { attend, say } from '../dist/attend.js';
import { batchesOf, inTurn, windowsOf } from './symbols.mjs';

const require = createRequire(import.meta.url);
const { NeuralNetwork, recurrent } = require('brain.js');
const { version } = require('./node_modules/brain.js/package.json');

/** Its plain recurrent layer, with tanh in the place of relu. */
class TanhRNN extends recurrent.RNN {
  getEquation(equation, input, previous, { weight, transition, bias }) {
    const products = equation.add(equation.multiply(weight, input), equation.multiply(transition, previous));
    return equation.tanh(equation.add(products, bias));
  }
}

const CELLS = { RNN: TanhRNN, LSTM: recurrent.LSTM, GRU: recurrent.GRU };

function networkOf({ cell, layers, hidden }, symbols) {
  const network = new CELLS[cell]({
    inputSize: symbols,
    inputRange: symbols,
    outputSize: symbols,
    hiddenLayers: Array.from({ length: layers }, () => hidden),
    learningRate: 2e-3,
    clipval: 5,
    regc: 0,
  });
  network.initialize();
  return network;
}

/** Training: each window of each lane is a sequence and a step of its own, from a zero state. */
function languageModel(definition, symbols) {
  const { window } = definition;
  const network = networkOf(definition, symbols);
  const next = inTurn(windowsOf({ lanes: 1, window }, symbols).map(({ inputs }) => [...inputs]));
  const differs = 'no batches: an update after each window of each lane; no carried state; RMSProp';
  return { differs, workload: { size: window, run: () => network.trainPattern(next()) } };
}

function sampling(definition, symbols) {
  const network = networkOf(definition, symbols);
  network.trainPattern([0]); // it does not run what was never trained
  network.model.output.weights[0] = -1e9; // the end of a sequence is never drawn
  const { length } = network.run([], true);
  return { workload: { size: length, run: () => void network.run([], true) } };
}

function trained(network, samples) {
  network.verifyIsInitialized(samples);
  return (sample) => network.trainPattern(sample);
}

function perceptron(definition) {
  const { sizes, batch } = definition;
  const [inputSize] = sizes;
  const network = new NeuralNetwork({
    hiddenLayers: sizes.slice(1, -1),
    activation: 'relu',
    praxis: 'adam',
    learningRate: 1e-3,
  });
  const batches = batchesOf(definition).map(({ inputs, targets }) =>
    Array.from({ length: batch }, (_, row) => ({
      input: inputs.slice(row * inputSize, (row + 1) * inputSize),
      output: Float32Array.from({ length: sizes.at(-1) }, (_, index) => (index === targets[row] ? 1 : 0)),
    })),
  );
  const train = trained(network, batches[0]);
  const next = inTurn(batches);
  const differs = 'no batches: an update after each sample; squared error';
  return { differs, workload: { size: batch, run: () => next().forEach(train) } };
}

function xor({ hidden }) {
  const network = new NeuralNetwork({
    hiddenLayers: [hidden],
    activation: 'tanh',
    praxis: 'adam',
    learningRate: 0.01,
  });
  const samples = [
    { input: [0, 0], output: [0] },
    { input: [0, 1], output: [1] },
    { input: [1, 0], output: [1] },
    { input: [1, 1], output: [0] },
  ];
  const train = trained(network, samples);
  const differs = 'no batches: a step is four updates; tanh at the output too';
  return { differs, workload: { size: 1, run: () => samples.forEach(train) } };
}

const { definition, symbols, seconds } = JSON.parse(process.argv[2]);
const make = { 'language model': languageModel, sampling, perceptron, xor }[definition.kind];
if (make === undefined) say({ unable: `has no case of the kind ${definition.kind}` });
else {
  const { workload, ...about } = make(definition, symbols);
  const run = () => void workload.run();
  await attend(
    { ...workload, run },
    { version, runtime: `Node ${process.versions.node}`, ...about },
    seconds,
  );
}
