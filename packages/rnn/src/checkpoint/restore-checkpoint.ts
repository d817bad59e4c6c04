import { FormatError, TbpttError } from '@tbptt/core';
import { loadStateDictionary, stateDictionary } from '@tbptt/core/files';
import type { State, Unrollable } from '../recurrent.js';
import { flattenState, restoreState } from '../states/flatten-state.js';
import { type Continuation, requireContinuation } from '../training/continuation.js';
import { type Checkpoint, decodeCheckpoint, type SavedPart } from './decode-checkpoint.js';
import { type Resumable, type Run, requireRun, resumablesOf, type StateOf, saidOf } from './run.js';

/** What a checkpoint gives besides the run, which has been restored. */
export interface Restored<S extends State = State> {
  /** The option `after` of `truncatedBPTT`. Undefined if the run had not begun. */
  readonly after: Continuation<S> | undefined;
  /** What was given as `data`. */
  readonly data: unknown;
  /** What was given as `metadata`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Puts back what `encodeCheckpoint` saved: into the model, the optimizer and every other part of a
 * run that was made like the one that was saved. Returns where training continues.
 *
 * ```ts
 * const { after } = restoreCheckpoint(run, bytes);
 * for (const update of truncatedBPTT(model, stream, { ...options, after })) ...
 * ```
 *
 * @param checkpoint the bytes of the file, or what `decodeCheckpoint` returned
 * @throws FormatError if the file is not a checkpoint or does not fit the run; the message names
 * everything that does not fit. Nothing was changed then.
 * @throws ArgumentError if the run is not valid
 */
export function restoreCheckpoint<M extends object>(
  run: Run<M>,
  checkpoint: ArrayBufferLike | ArrayBufferView | Checkpoint,
): Restored<StateOf<M>> {
  const operation = 'restoreCheckpoint';
  requireRun(operation, run);
  const saved = isDecoded(checkpoint) ? checkpoint : decodeCheckpoint(checkpoint);
  const attempts = new Attempts();
  attempts.make('the model', () => {
    const before = stateDictionary(run.model);
    loadStateDictionary(run.model, saved.weights);
    attempts.undoBy(() => loadStateDictionary(run.model, before));
  });
  const after = attempts.make('the state', () => continuationOf(run.model, saved));
  const expected = new Map(resumablesOf(run));
  for (const [name, part] of expected) {
    const found = name === undefined ? saved.optimizer : saved.parts.get(name);
    attempts.make(saidOf(name), () => attempts.undoBy(restorePart(part, found)));
  }
  const found = [...(saved.optimizer === undefined ? [] : [undefined]), ...saved.parts.keys()];
  for (const name of found) {
    if (!expected.has(name)) attempts.fail(`${saidOf(name)} is in the checkpoint, but not in the run`);
  }
  attempts.finish(operation);
  return { after, data: saved.data, metadata: saved.metadata };
}

/** Restores a part. Returns a function that takes it back. */
function restorePart(part: Resumable, saved: SavedPart | undefined): () => void {
  if (saved === undefined) throw new FormatError('restoreCheckpoint', 'it is not in the checkpoint.');
  const [state, bestWeights] = [part.state(), part.bestWeights];
  restoreInto(part, saved);
  return () => restoreInto(part, { state, bestWeights });
}

function restoreInto(part: Resumable, { state, bestWeights }: SavedPart): void {
  if (bestWeights === undefined) part.restore(state);
  else part.restore(state, bestWeights);
}

/** Returns the place of the last update, with states in the form of the model's. */
function continuationOf<M extends object>(
  model: M,
  { after }: Checkpoint,
): Continuation<StateOf<M>> | undefined {
  if (after === undefined) return undefined;
  // What a file holds is checked by the calls that follow, and by the training that continues.
  const given = after as Continuation<StateOf<M>>;
  requireContinuation('restoreCheckpoint', given);
  const { position, state, carried } = given;
  const fit = <S extends State>(found: S): S =>
    restoreState(flattenState(found), (initialStateOf(model) ?? found) as S);
  return { position, state: fit(state), ...(carried !== undefined && { carried: fit(carried) }) };
}

function initialStateOf(model: object): State | undefined {
  return hasInitialState(model) ? model.initialState(1) : undefined;
}

function hasInitialState(model: object): model is Pick<Unrollable, 'initialState'> {
  return 'initialState' in model && typeof model.initialState === 'function';
}

function isDecoded(checkpoint: object): checkpoint is Checkpoint {
  return typeof checkpoint === 'object' && checkpoint !== null && 'weights' in checkpoint;
}

/** Several changes, all of which succeed or are taken back. */
class Attempts {
  readonly #problems: string[] = [];
  readonly #undo: (() => void)[] = [];
  #cause: unknown;

  /** Makes a change to something. If it throws, that is a problem of the whole. */
  make<T>(what: string, change: () => T): T | undefined {
    try {
      return change();
    } catch (error) {
      this.#cause ??= error;
      const message = error instanceof Error ? error.message : String(error);
      this.fail(`${what}: ${error instanceof TbpttError ? error.rule : message}`);
      return undefined;
    }
  }

  fail(problem: string): void {
    this.#problems.push(`${problem.charAt(0).toUpperCase()}${problem.slice(1).replace(/\.$/, '')}.`);
  }

  /** Registers how the last change is taken back. */
  undoBy(undo: () => void): void {
    this.#undo.push(undo);
  }

  /** @throws FormatError if there was a problem, after all changes have been taken back */
  finish(operation: string): void {
    if (this.#problems.length === 0) return;
    for (const undo of this.#undo) undo();
    throw new FormatError(
      operation,
      `the checkpoint does not fit the run. ${this.#problems.join(' ')} Nothing was changed.`,
      { problems: [...this.#problems] },
      { cause: this.#cause },
    );
  }
}
