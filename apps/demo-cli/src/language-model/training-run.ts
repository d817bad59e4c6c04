import {
  crossEntropy,
  FormatError,
  type Group,
  type Indices,
  kernels,
  type Random,
  seeded,
  type Tensor,
} from '@tbptt/core';
import type { Vocabulary } from '@tbptt/data';
import { adamw, averageAcross, clipByGlobalNorm, EarlyStopping, Optimizer } from '@tbptt/optim';
import {
  type CharLM,
  type Continuation,
  flattenState,
  gatherLanes,
  LockedDropout,
  type Recurrent,
  type StackState,
  type Stream,
  takeLanes,
  type Update,
} from '@tbptt/rnn';
import { encodeCheckpoint, restoreCheckpoint } from '@tbptt/rnn/checkpoint';
import { metadataOf, type SavedRun } from '../checkpoint.js';
import type { TextLanes } from '../corpus.js';
import { type AlgorithmParts, algorithmParts, updatesOf } from './algorithms.js';
import { Meter } from './meter.js';
import { modelOf } from './model-of.js';
import { type Best, encodeRunData, type RunData } from './run-data.js';
import { schedules, type TrainingSettings } from './settings.js';

/** The text of a run. */
export type RunText = RunData['text'] & { readonly vocabulary: Vocabulary };

/** The offset of the seed of masks from that of weights. All processes draw the same masks. */
const MASK_SEEDS = 2 ** 32;

/**
 * Everything that changes while a model is trained, as a checkpoint holds it. The optimizer is Adam on
 * gradients clipped by their norm, with decoupled weight decay. The learning rate decreases over the
 * budget.
 */
export class TrainingRun {
  readonly model: CharLM;
  readonly optimizer: Optimizer;
  readonly meter: Meter;
  /** Ends a run whose validations do not improve. The best model is kept in a file. */
  readonly stopping: EarlyStopping;
  /** The update after which the run continues. Undefined before the first. */
  after: Continuation<StackState> | undefined;
  /** The update after which the held-out text was validated last, as the settings ask for. */
  validated: number | undefined;
  best: Best | undefined;
  /** The rate of the last update. */
  learningRate: number;
  /** The share of the budget that is used up, by the clock of the first of several processes. */
  share: number | undefined;
  /** The update of all processes that is to be saved. */
  #whole: Continuation<StackState> | undefined;
  readonly #group: Group | undefined;
  readonly #lanes: TextLanes;
  readonly #settings: TrainingSettings;
  readonly #text: RunText;
  readonly #masks: Random;
  readonly #dropout: LockedDropout | undefined;
  readonly #algorithm: AlgorithmParts;

  constructor(settings: TrainingSettings, text: RunText, lanes: TextLanes, now: () => number, group?: Group) {
    const { seed, budget, patience } = settings;
    const { learningRate, schedule, decay, weightDecay, clip, dropout } = settings;
    this.#settings = settings;
    this.#text = text;
    this.#group = group;
    this.#lanes = lanes;
    this.#masks = seeded(MASK_SEEDS + seed);
    this.#algorithm = algorithmParts(settings);
    this.#dropout = dropout === 0 ? undefined : new LockedDropout(dropout, { random: this.#masks, lanes });
    this.model = modelOf(settings, text.vocabulary.size, {
      random: seeded(seed),
      masks: { random: this.#masks, lanes },
      ...(this.#dropout && { between: this.#dropout }),
    });
    this.meter = new Meter(budget, now);
    this.learningRate = learningRate;
    const rate = (): number => {
      const fallen = (1 - decay) * schedules[schedule](this.share ?? this.meter.share);
      return (this.learningRate = learningRate * (1 - fallen));
    };
    this.optimizer = new Optimizer(this.model, [
      ...(group === undefined ? [] : [averageAcross(group, { weight: lanes.lanes })]),
      clipByGlobalNorm(clip),
      adamw({ learningRate: rate, weightDecay }),
    ]);
    this.stopping = new EarlyStopping({}, { patience: patience ?? Number.MAX_SAFE_INTEGER });
  }

  /** Trains on a text without end, after the last update if there is one. */
  updates(training: Stream): Generator<Update<StackState>, void, void> {
    const { network, loss } = this.#trained;
    return updatesOf(network, training, this.#settings, this.#algorithm, {
      optimizer: this.optimizer,
      loss,
      epochs: Number.POSITIVE_INFINITY,
      after: this.after,
    });
  }

  /**
   * The network that is unrolled, and the loss of its outputs: dropout before the head is a part of
   * the loss.
   */
  get #trained(): {
    readonly network: Recurrent<StackState>;
    readonly loss: (outputs: Tensor, targets: Indices) => Tensor;
  } {
    const { model } = this;
    const dropout = this.#dropout;
    if (dropout === undefined) return { network: model, loss: crossEntropy };
    return {
      network: model.body,
      loss: (activations, targets) => crossEntropy(model.head.forward(dropout.forward(activations)), targets),
    };
  }

  /** Gathers the states of all processes for a checkpoint. Every process calls it. */
  gather(): void {
    if (this.#group !== undefined) this.#whole = this.after && gatherLanes(this.after, this.#group);
  }

  /**
   * Returns a checkpoint, which is a model file, too.
   *
   * @throws NonFiniteError if the run has diverged to numbers from which it could not continue.
   */
  encode(): Uint8Array {
    const settings = this.#settings;
    const { vocabulary, files, characters, digest } = this.#text;
    return encodeCheckpoint(this.#parts, {
      after: this.#group === undefined ? this.after : this.#whole,
      metadata: metadataOf({ ...settings, vocabulary, steps: this.meter.step }),
      data: encodeRunData({
        text: { files, characters, digest },
        settings,
        kernels: kernels.variant,
        validated: this.validated ?? null,
        best: this.best ?? null,
      }),
    });
  }

  /**
   * Continues from a checkpoint.
   *
   * @throws FormatError if the checkpoint does not fit the run, or its parts do not fit each other.
   */
  restore({ checkpoint, data }: SavedRun): void {
    const { after } = restoreCheckpoint(this.#parts, checkpoint);
    if (after !== undefined) requireLanes(after, this.#settings.batch);
    const fitting = after && this.#fitted(after);
    this.after = fitting && this.#group ? takeLanes(fitting, this.#lanes) : fitting;
    this.validated = data.validated ?? undefined;
    this.best = data.best ?? undefined;
  }

  /**
   * Returns the position in the lanes of this run. The last step of the longer lanes belongs to the
   * epochs of a single process, but not to those of several.
   */
  #fitted(after: Continuation<StackState>): Continuation<StackState> {
    const { position } = after;
    const { length } = this.#lanes;
    const isLast = Math.abs(position.end - length) === 1 && (position.endsEpoch || position.end > length);
    if (!isLast) return after;
    return { ...after, position: { ...position, end: length, next: length, endsEpoch: true } };
  }

  get #parts() {
    const { model, optimizer, stopping, meter } = this;
    const drops = this.#dropout !== undefined || this.#settings.nGrams !== undefined;
    const masks = drops ? { masks: this.#masks } : {};
    return { model, optimizer, parts: { stopping, meter, ...masks, ...this.#algorithm } };
  }
}

/** @throws FormatError if the states of an update have another number of lanes than the run */
function requireLanes({ state }: Continuation<StackState>, batch: number): void {
  for (const [path, { shape }] of Object.entries(flattenState(state))) {
    if (shape[0] === batch) continue;
    throw new FormatError(
      'TrainingRun.restore',
      `its '${path}' has ${shape[0]} lanes, and its settings say ${batch}; they must be equal.`,
    );
  }
}
