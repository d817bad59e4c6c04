/**
 * Training runs of random settings, by seed: what the test of resumed runs cuts and continues.
 *
 * A seed decides everything that a run is: its cell, layers, regularization, optimizer, schedules,
 * rules, stream and windows. So another process makes the same run from the seed alone, and a
 * checkpoint is all that it needs besides.
 */
import {
  type BatchNorm,
  crossEntropy,
  type Indices,
  type Random,
  reshape,
  seeded,
  type Tensor,
} from '@tbptt/core';
import { Convergence, EarlyStopping, Optimizer, ReduceOnPlateau } from '@tbptt/optim';
import {
  type Continuation,
  LockedDropout,
  type Recurrent,
  type State,
  sample,
  slidingWindowBPTT,
  truncatedBPTT,
  type Update,
} from '@tbptt/rnn';
import { encodeCheckpoint, type Run, restoreCheckpoint } from '@tbptt/rnn/checkpoint';
import { byteBudget } from '@tbptt/rnn/online';
import { Choice } from './choice.js';
import { randomChain } from './random-chain.js';
import { randomNetwork, V } from './random-network.js';
import { randomTraining } from './random-training.js';

/** A number of bytes in which each window here fits in segments of a step, but no long window as a whole. */
const LEAST_BUDGET = 2 ** 18 + 60_000;

/** What a run has come to. Two runs of the same outcome have had the same losses, weights and samples. */
export interface Outcome {
  /** The losses of all updates of this process. */
  readonly losses: readonly number[];
  /** Symbols drawn from the trained model, and from its averages if the optimizer keeps them. */
  readonly samples: readonly number[];
  /** A checkpoint of the end: weights, slots, generators, rules, and the carried states. */
  readonly end: Uint8Array;
}

interface RandomRun {
  readonly run: Run;
  /** What is told of the setting if a run differs. */
  readonly told: string;
  updates(after: Continuation<State> | undefined): Generator<Update<State>, void, void>;
  /** Called after every update, as a training loop would. */
  observe(update: Update<State>): void;
  sample(): number[];
}

/**
 * Trains the run of a seed to its end. `onUpdate` is called after each update, with a function that
 * makes a checkpoint.
 */
export function wholeRun(
  seed: number,
  onUpdate: (step: number, checkpoint: () => Uint8Array) => void = () => {},
): Outcome {
  return finish(randomRun(seed, 0), undefined, onUpdate);
}

/** Continues the run of a seed after a checkpoint. */
export function resumedRun(seed: number, checkpoint: Uint8Array): Outcome {
  // Everything that starts from random numbers starts from others here: the checkpoint replaces it.
  const run = randomRun(seed, 1);
  const { after } = restoreCheckpoint(run.run, checkpoint);
  return finish(run, after, () => {});
}

/** What the run of a seed is, in words. */
export function toldOf(seed: number): string {
  return randomRun(seed, 0).told;
}

function finish(
  run: RandomRun,
  after: Continuation<State> | undefined,
  onUpdate: (step: number, checkpoint: () => Uint8Array) => void,
): Outcome {
  const losses: number[] = [];
  let last: Continuation<State> | undefined = after;
  for (const update of run.updates(after)) {
    losses.push(update.loss);
    run.observe(update);
    last = update;
    onUpdate(update.position.step, () => encodeCheckpoint(run.run, { after: update }));
  }
  return { losses, samples: run.sample(), end: encodeCheckpoint(run.run, { after: last }) };
}

/** Makes the run of a seed. `other` changes what a checkpoint restores: weights and generators. */
function randomRun(seed: number, other: number): RandomRun {
  const choice = new Choice(seeded(seed));
  const generators: Record<string, Random> = {};
  const generator = (name: string): Random =>
    (generators[name] = seeded(1000 * seed + 10 * Object.keys(generators).length + other));

  const { network, norm, tell } = randomNetwork(choice, generator, seeded(2 * seed + other));
  const model = { network, norm };
  const plateau = new ReduceOnPlateau(0.03, { patience: choice.integer(0, 2), factor: 0.5, threshold: 0.01 });
  const { chain, averages, told: optimizing } = randomChain(choice, plateau);
  const optimizer = new Optimizer(model, chain);
  const stopping = new EarlyStopping(model, { patience: 4 });
  const convergence = new Convergence({ window: 5, relative: 0.5 });
  const sampling = generator('sampling');
  const { stream, burnIn, options, told: training } = randomTraining(choice, network);

  const dropped = choice.maybe(0.3) ? new LockedDropout(0.3, { random: generator('head') }) : undefined;
  const loss = (outputs: Tensor, targets: Indices): Tensor => {
    const scores = dropped === undefined ? outputs : dropped.forward(outputs);
    return crossEntropy(norm === undefined ? scores : normalized(norm, scores), targets);
  };
  const { sliding, k1, k2, ...rest } = options;
  const observesTimes = choice.maybe(0.7);
  const budget =
    !sliding && typeof k1 === 'number' && norm === undefined && choice.maybe(0.4)
      ? LEAST_BUDGET + choice.integer(0, 40_000)
      : undefined;
  return {
    run: { model, optimizer, parts: { ...generators, plateau, stopping, convergence } },
    told: [
      tell,
      optimizing,
      training,
      ...(dropped === undefined ? [] : ['dropout of the scores']),
      ...(budget === undefined ? [] : [`${budget} bytes`]),
    ].join('; '),
    updates: (after) => {
      const memory = budget === undefined ? {} : { memory: byteBudget(budget) };
      const common = { ...rest, burnIn, k1, optimizer, loss, after, ...memory };
      return sliding
        ? slidingWindowBPTT(network, stream, { ...common, k2: k2 ?? 9 })
        : truncatedBPTT(network, stream, { ...common, ...(k2 !== undefined && { k2 }) });
    },
    observe: ({ loss: value }) => {
      plateau.observe(value);
      stopping.observe(value);
      convergence.observe(value);
      if (observesTimes && sampling.float() < 0.3) draw(network, sampling, 2);
    },
    sample: () => {
      const drawn = draw(network, sampling, 12);
      return averages ? [...drawn, ...optimizer.withAverages(() => draw(network, sampling, 12))] : drawn;
    },
  };
}

/** [T, B, V], with each score normalized over all positions. A single position has no variance. */
function normalized(norm: BatchNorm, scores: Tensor): Tensor {
  if (scores.size === V) return scores;
  return reshape(norm.forward(reshape(scores, [scores.size / V, V])), scores.shape);
}

function draw(network: Recurrent, random: Random, length: number): number[] {
  return [...sample(network, { prime: [1, 2], length, random })].map(({ symbol }) => symbol);
}
