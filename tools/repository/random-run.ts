/**
 * Training runs of random settings, by seed: what the test of resumed runs cuts and continues.
 *
 * A seed decides everything that a run is: its cell, layers, regularization, optimizer, schedules,
 * rules, stream and windows. So another process makes the same run from the seed alone, and a
 * checkpoint is all that it needs besides.
 */
import {
  BatchNorm,
  crossEntropy,
  Dropout,
  IGNORED,
  type Indices,
  type Layer,
  type Random,
  reshape,
  seeded,
  type Tensor,
} from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import {
  adagrad,
  adam,
  adamw,
  asgd,
  averageWeights,
  type Chain,
  Convergence,
  clipByGlobalNorm,
  clipByValue,
  cosine,
  EarlyStopping,
  exponential,
  groups,
  type LearningRate,
  nadam,
  Optimizer,
  oneCycle,
  ReduceOnPlateau,
  radam,
  rmsprop,
  sgd,
  warmup,
} from '@tbptt/optim';
import {
  CharLM,
  type Continuation,
  CoupledLSTM,
  GRU,
  GRUResetBefore,
  IndRNN,
  type LayerClass,
  LayerNormLSTM,
  LearnedState,
  LockedDropout,
  LSTM,
  MinGRU,
  MinLSTM,
  PeepholeLSTM,
  type Recurrent,
  type RecurrentLayer,
  type RecurrentLayerOptions,
  RNN,
  randomWindows,
  type State,
  type Stream,
  sample,
  slidingWindowBPTT,
  truncatedBPTT,
  type Update,
  Zoneout,
} from '@tbptt/rnn';
import { encodeCheckpoint, type Run, restoreCheckpoint } from '@tbptt/rnn/checkpoint';
import { byteBudget, randomTruncation } from '@tbptt/rnn/online';

/** The number of symbols. */
const V = 6;
/** In so many bytes every window here fits in segments of a step, and long windows do not fit as a whole. */
const LEAST_BUDGET = 2 ** 18 + 60_000;

const CELLS = [
  LSTM,
  GRU,
  GRUResetBefore,
  RNN,
  IndRNN,
  MinGRU,
  MinLSTM,
  PeepholeLSTM,
  CoupledLSTM,
  LayerNormLSTM,
] as const;
/** Cells whose recurrent weights may be dropped. */
const DROPPED = [LSTM, GRU, RNN, PeepholeLSTM, CoupledLSTM] as const;
/** Cells of which `Zoneout` makes single steps. */
const ZONED = [LSTM, GRU, RNN, CoupledLSTM] as const;

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

  const { network, norm, tell } = networkOf(choice, generator, seeded(2 * seed + other));
  const model = { network, norm };
  const plateau = new ReduceOnPlateau(0.03, { patience: choice.integer(0, 2), factor: 0.5, threshold: 0.01 });
  const { chain, averages, told: optimizing } = chainOf(choice, plateau);
  const optimizer = new Optimizer(model, chain);
  const stopping = new EarlyStopping(model, { patience: 4 });
  const convergence = new Convergence({ window: 5, relative: 0.5 });
  const sampling = generator('sampling');
  const { stream, burnIn, options, told: training } = trainingOf(choice, network);

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
    told: `${tell}; ${optimizing}; ${training}${dropped === undefined ? '' : '; dropout of the scores'}${budget === undefined ? '' : `; ${budget} bytes`}`,
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

/** Chooses by a generator. */
class Choice {
  constructor(readonly random: Random) {}

  of<T>(list: readonly T[]): T {
    return list[this.random.integer(list.length)] as T;
  }

  integer(least: number, most: number): number {
    return least + this.random.integer(most - least + 1);
  }

  maybe(probability: number): boolean {
    return this.random.float() < probability;
  }
}

type CellClass = (typeof CELLS)[number];
type MakeGenerator = (name: string) => Random;

/** A language model, with or without regularization, a learned state and normalized scores. */
function networkOf(
  choice: Choice,
  generator: MakeGenerator,
  random: Random,
): { readonly network: Recurrent; readonly norm: BatchNorm | undefined; readonly tell: string } {
  const told: string[] = [];
  const layers = choice.integer(1, 2);
  const kind = choice.of(['plain', 'plain', 'zoneout', 'recurrent dropout'] as const);
  const Cell = choice.of<CellClass>(
    kind === 'zoneout' ? ZONED : kind === 'recurrent dropout' ? DROPPED : CELLS,
  );
  told.push(`${layers} ${Cell.name}`, kind);
  let cell: LayerClass = Cell;
  if (kind === 'zoneout') {
    const masks = generator('zoneout');
    cell = zonedClass(Cell as typeof LSTM, masks);
  } else if (kind === 'recurrent dropout') {
    const recurrentWeights = new Dropout(0.3, { random: generator('weights') });
    cell = withOptions(Cell, { recurrentWeights });
  }
  const masks = generator('between');
  const between: Layer | undefined = choice.of([
    undefined,
    new Dropout(0.3, { random: masks }),
    new LockedDropout(0.3, { random: masks }),
  ]);
  told.push(between?.constructor.name ?? 'no dropout');
  const embedding = choice.maybe(0.4) ? { embedding: 4, tied: choice.maybe(0.5) } : {};
  const inner: Recurrent = new CharLM(V, {
    hidden: 4,
    layers,
    cell,
    random,
    residual: choice.maybe(0.2),
    ...embedding,
    ...(between && { between }),
  });
  const network = choice.maybe(0.3) ? new LearnedState(inner) : inner;
  if (network !== inner) told.push('learned state');
  const norm = choice.maybe(0.2) ? new BatchNorm(V) : undefined;
  if (norm !== undefined) told.push('batch norm');
  return { network, norm, tell: told.join(', ') };
}

/** A class of layers with zoneout. */
function zonedClass(Cell: typeof LSTM, random: Random): LayerClass {
  return class extends Zoneout<'h'> {
    constructor(inputs: number, hidden: number, options: RecurrentLayerOptions) {
      const layer: RecurrentLayer<'h'> = new Cell(inputs, hidden, options) as RecurrentLayer<'h'>;
      super(layer, { random, probabilities: { h: 0.2 } });
    }
  };
}

/** A class of layers with further options. */
function withOptions(Cell: LayerClass, more: Partial<RecurrentLayerOptions>): LayerClass {
  return class extends Cell {
    constructor(inputs: number, hidden: number, options: RecurrentLayerOptions) {
      super(inputs, hidden, { ...options, ...more });
    }
  };
}

/** A chain of transforms, and whether it keeps averages. */
function chainOf(
  choice: Choice,
  plateau: ReduceOnPlateau,
): { readonly chain: Chain; readonly averages: boolean; readonly told: string } {
  const rates: readonly (readonly [string, LearningRate])[] = [
    ['constant', 0.02],
    ['cosine', cosine(0.05, { steps: 40, warmup: 5 })],
    ['one cycle', oneCycle(0.05, { steps: 200 })],
    ['exponential', exponential(0.05, { factor: 0.97 })],
    ['warmup', warmup(0.03, { steps: 7 })],
    ['plateau', plateau],
    ['plateau', plateau],
  ];
  const [rateName, learningRate] = choice.of(rates);
  const chains: readonly (readonly [string, () => Chain])[] = [
    ['sgd', () => sgd({ learningRate, momentum: 0.9, nesterov: true })],
    ['adam', () => adam({ learningRate })],
    ['amsgrad', () => adam({ learningRate, amsgrad: true, weightDecay: 0.01 })],
    ['adamw', () => adamw({ learningRate })],
    ['rmsprop', () => rmsprop({ learningRate, momentum: 0.5, centered: true })],
    ['radam', () => radam({ learningRate })],
    ['nadam', () => nadam({ learningRate })],
    ['adagrad', () => adagrad({ learningRate })],
    ['asgd', () => asgd({ learningRate, t0: 5 })],
    [
      'groups',
      () =>
        groups([
          { parameters: (path) => path.includes('bias'), chain: sgd({ learningRate, momentum: 0.5 }) },
          { chain: adam({ learningRate }) },
        ]),
    ],
  ];
  const [name, make] = choice.of(chains);
  const clipping = choice.of([[], [clipByGlobalNorm(0.5)], [clipByValue(0.1)]]);
  const averaging =
    name !== 'asgd' && choice.maybe(0.4) ? [averageWeights({ decay: 0.9, warmup: true })] : [];
  const averages = name === 'asgd' || averaging.length > 0;
  return {
    chain: [...clipping, ...make(), ...averaging] as Chain,
    averages,
    told: `${name}, ${rateName}${averages ? ', averages' : ''}`,
  };
}

/** A stream, and the way to train on it. */
function trainingOf(choice: Choice, network: Recurrent) {
  const lanes = choice.integer(1, 3);
  const length = choice.integer(20, 45);
  const ids = Int32Array.from({ length: lanes * length + 1 }, () => choice.random.integer(V));
  const [documents, gaps] = [choice.maybe(0.3), choice.maybe(0.2)];
  const stream = streamOf(new Lanes(ids, { lanes }), documents, gaps);
  const sliding = choice.maybe(0.15);
  const base = choice.integer(2, 7);
  const random = choice.maybe(0.4);
  const unbiased = random && !sliding && choice.maybe(0.3);
  const draws = { random: seeded(base) };
  const k1 = unbiased
    ? randomTruncation({ ...draws, meanLength: base + 1 })
    : random
      ? randomWindows(base, { ...draws, deviation: 2 })
      : base;
  const longer = choice.of([
    undefined,
    base + choice.integer(0, 6),
    base + choice.integer(1, 20),
    Number.POSITIVE_INFINITY,
  ]);
  const k2 = unbiased ? undefined : sliding ? base + choice.integer(0, 6) : longer;
  const accumulate = choice.maybe(0.3) ? choice.integer(2, 3) : 1;
  const burnIn = choice.maybe(0.3) ? choice.integer(1, 9) : 0;
  const epochs = choice.integer(1, 3);
  const given = choice.maybe(0.2);
  const state = given ? network.unroll(new Lanes(ids, { lanes }).window(0, 3).inputs).state : undefined;
  const options = { k1, k2, sliding, accumulate, epochs, ...(state !== undefined && { state }) };
  const told = [
    `${lanes} lanes of ${length}`,
    `k1 ${unbiased ? 'unbiased ' : random ? 'around ' : ''}${base}`,
    `k2 ${k2}`,
    `accumulate ${accumulate}`,
    `burn-in ${burnIn}`,
    `${epochs} epochs`,
    ...[sliding && 'sliding', documents && 'resets', gaps && 'gaps', given && 'a state'].filter(Boolean),
  ];
  return { stream, burnIn, options, told: told.join(', ') };
}

/** A stream in which documents end, or in which no target of some windows counts. */
function streamOf(lanes: Lanes, documents: boolean, gaps: boolean): Stream {
  return {
    lanes: lanes.lanes,
    length: lanes.length,
    window: (start, length) => {
      const window = lanes.window(start, length);
      const { shape, data } = window.inputs;
      const resets = { shape, data: data.map((symbol) => (symbol === 0 ? 1 : 0)) };
      const steps = Array.from({ length }, (_, t) => start + t);
      const silent = gaps && steps.every((t) => t % 16 >= 9);
      return {
        ...window,
        ...(documents && { resets }),
        ...(silent && { targets: { shape, data: data.map(() => IGNORED) }, count: 0 }),
      };
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
