import {
  crossEntropy,
  Engine,
  kernels,
  Linear,
  meanSquaredError,
  Sequential,
  seeded,
  tanh,
  tensor,
  type Variant,
} from '@tbptt/core';
import { stateDictionary } from '@tbptt/core/files';
import { SHARE_ALL, ThreadedKernels } from '@tbptt/core/operation';
import { Lanes, Vocabulary } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import { CharLM, type Continuation, type StackState, truncatedBPTT, type Update } from '@tbptt/rnn';
import { encodeCheckpoint, restoreCheckpoint } from '@tbptt/rnn/checkpoint';

/** How many updates the character-level language model is trained for. */
const CHAR_LM_STEPS = 50;

/** What a host found: the same bits on every host when the kernels are strict. */
export interface TrainingReport {
  readonly variant: Variant;
  /** The outputs of a trained exclusive or for 00, 01, 10, 11: about 0, 1, 1, 0. */
  readonly xor: readonly number[];
  /** The losses of the first and the last update of the language model, in nats per character. */
  readonly firstLoss: number;
  readonly lastLoss: number;
  /** SHA-256 over the weights of the language model, in hexadecimal digits. */
  readonly digest: string;
  /** The same, of a run that was cut in the middle, saved, and continued from its checkpoint. */
  readonly resumedDigest: string;
}

/** Trains both on the kernels `variant`, here and now. Throws `HostError` where the host cannot run them. */
export async function train(variant: Variant): Promise<TrainingReport> {
  kernels.use(variant);
  try {
    const { losses, weights } = trainCharLM();
    return {
      variant: kernels.variant,
      xor: trainXor(),
      firstLoss: losses[0] ?? Number.NaN,
      lastLoss: losses.at(-1) ?? Number.NaN,
      digest: await sha256(weights),
      resumedDigest: await sha256(resumeCharLM()),
    };
  } finally {
    kernels.use('auto');
  }
}

/** What several threads found. */
export interface ThreadsReport {
  /** How many took part, and why not all. */
  readonly count: number;
  readonly reason: string | null;
  readonly digest: string;
}

/**
 * Trains the language model with the strict kernels and several threads, which share everything
 * that can be shared, however small: the weights are those of one thread.
 */
export async function trainWithThreads(threads: number): Promise<ThreadsReport> {
  const options = { threads, thresholds: SHARE_ALL };
  const engine = new Engine({
    threads,
    kernels: (memory) => new ThreadedKernels(memory, 'strict', options),
  });
  for (let i = 0; i < 500 && engine.threads.count < threads && starting(engine); i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { weights } = engine.run(trainCharLM);
  const { count, reason = null } = engine.threads;
  engine.use('auto');
  return { count, reason, digest: await sha256(weights) };
}

function starting({ threads }: Engine): boolean {
  return threads.reason === 'helper threads are starting';
}

/** An MLP 2-8-1 after 300 steps of Adam on the four rows of exclusive or; its outputs. */
function trainXor(): number[] {
  const random = seeded(42);
  const model = new Sequential(new Linear(2, 8, { random }), tanh, new Linear(8, 1, { random }));
  const optimizer = new Optimizer(model, [adam({ learningRate: 0.05 })]);
  const inputs = tensor([4, 2], [0, 0, 0, 1, 1, 0, 1, 1]);
  const targets = tensor([4, 1], [0, 1, 1, 0]);
  for (let step = 0; step < 300; step++) {
    optimizer.step(() => meanSquaredError(model.forward(inputs), targets));
  }
  return [...model.forward(inputs).toFloats()];
}

/**
 * A character-level LSTM (L = 2, H = 33: no multiple of a SIMD register) after `CHAR_LM_STEPS`
 * updates of TBPTT(16, 24). `weights` are all of its parameters one after the other, by name.
 */
export function trainCharLM(): { losses: number[]; weights: Float32Array } {
  const run = makeRun(7);
  const losses: number[] = [];
  for (const { loss } of updatesOf(run)) {
    losses.push(loss);
    if (losses.length === CHAR_LM_STEPS) break;
  }
  return { losses, weights: weightsOf(run) };
}

/** The weights of the same model, whose training is cut in the middle and continued in another run. */
function resumeCharLM(): Float32Array {
  const before = makeRun(7);
  let file = new Uint8Array();
  for (const update of updatesOf(before)) {
    if (update.position.step + 1 < CHAR_LM_STEPS / 2) continue;
    file = encodeCheckpoint(before, { after: update });
    break;
  }
  const run = makeRun(8);
  const { after } = restoreCheckpoint(run, file);
  for (const { position } of updatesOf(run, after)) if (position.step + 1 === CHAR_LM_STEPS) break;
  return weightsOf(run);
}

const text = 'It was the best of times, it was the worst of times, it was the age of wisdom. '.repeat(60);
const vocabulary = Vocabulary.of(text);

interface CharLMRun {
  readonly model: CharLM;
  readonly optimizer: Optimizer;
}

function makeRun(seed: number): CharLMRun {
  const model = new CharLM(vocabulary.size, { hidden: 33, layers: 2, random: seeded(seed) });
  return { model, optimizer: new Optimizer(model, [clipByGlobalNorm(5), adam({ learningRate: 0.03 })]) };
}

function updatesOf(
  { model, optimizer }: CharLMRun,
  after?: Continuation<StackState>,
): Generator<Update<StackState>, void, void> {
  const stream = new Lanes(vocabulary.encode(text), { lanes: 5 });
  return truncatedBPTT(model, stream, { k1: 16, k2: 24, optimizer, loss: crossEntropy, epochs: 2, after });
}

function weightsOf({ model }: CharLMRun): Float32Array {
  const byName = Object.entries(stateDictionary(model)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Float32Array.from(byName.flatMap(([, kept]) => [...kept.toFloats()]));
}

/** SHA-256 over `numbers` as little-endian single-precision numbers. */
async function sha256(numbers: Float32Array): Promise<string> {
  const bytes = new DataView(new ArrayBuffer(4 * numbers.length));
  numbers.forEach((number, i) => bytes.setFloat32(4 * i, number, true));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.buffer));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
