import { setImmediate as turn } from 'node:timers/promises';
import { Linear, meanSquaredError, Sequential, seeded, tanh, tensor } from '@tbptt/core';
import { xor } from '@tbptt/data';
import { adam, Optimizer } from '@tbptt/optim';
import type { Host } from '../host.js';
import { type Reporter, right, type TruthRow } from '../ui/reports.js';

/** The settings of learning XOR. */
export interface XorPlan {
  readonly steps: number;
  readonly seed: number;
}

const HIDDEN = 8;
const LEARNING_RATE = 0.05;
const STEPS_PER_TURN = 100;

/**
 * Trains a network of 2, 8 (tanh) and 1 units on the four rows of XOR at once, with mean squared
 * error and Adam, and reports its truth table.
 */
export async function learnXor({ steps, seed }: XorPlan, host: Host, reporter: Reporter): Promise<void> {
  const random = seeded(seed);
  const network = new Sequential(new Linear(2, HIDDEN, { random }), tanh, new Linear(HIDDEN, 1, { random }));
  const optimizer = new Optimizer(network, [adam({ learningRate: LEARNING_RATE })]);
  const samples = xor();
  const inputs = tensor(samples.inputs);
  const targets = tensor(samples.targets);

  const start = host.now();
  let step = 0;
  while (step < steps && !host.interruption.requested) {
    optimizer.step(() => meanSquaredError(network.forward(inputs), targets));
    step++;
    if (step % STEPS_PER_TURN === 0) await turn(); // signals are noticed
  }
  const seconds = (host.now() - start) / 1000;

  const outputs = network.forward(inputs);
  const rows = truthTable(inputs.toFloats(), targets.toFloats(), outputs.toFloats());
  reporter.report({
    report: 'xor',
    rows,
    steps: step,
    loss: meanSquaredError(outputs, targets).item(),
    seconds,
    seed,
    learned: rows.every(right),
  });
}

function truthTable(inputs: Float32Array, targets: Float32Array, outputs: Float32Array): readonly TruthRow[] {
  return Array.from(targets, (target, row) => ({
    inputs: [inputs[2 * row] ?? Number.NaN, inputs[2 * row + 1] ?? Number.NaN],
    target,
    output: outputs[row] ?? Number.NaN,
  }));
}
