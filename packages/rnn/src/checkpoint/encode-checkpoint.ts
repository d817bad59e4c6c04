import { ArgumentError, NonFiniteError, parametersOf, type Tensor } from '@tbptt/core';
import { encodeSafetensors, stateDictionary } from '@tbptt/core/files';
import { describe, numbersOf, type OptionNames, requireOptions } from '@tbptt/core/operation';
import type { State } from '../recurrent.js';
import { type Continuation, requireContinuation } from '../training/continuation.js';
import { METADATA_KEY, PREFIX, VERSION } from './format.js';
import { pathOf, toPlainData } from './plain-data.js';
import { type Resumable, type Run, requireRun, type StateOf } from './run.js';

/** What a checkpoint has besides the run. */
export interface CheckpointOptions<S extends State = State> {
  /**
   * The update after which the run continues: its position and states. Default: none, the run has
   * not begun.
   */
  readonly after?: Continuation<S> | undefined;
  /** Anything of yours that JSON can hold: settings, losses, the time that was spent. */
  readonly data?: unknown;
  /** Free text by name, for the metadata of the file, which other readers of safetensors show. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const NAMES: OptionNames<CheckpointOptions> = { after: true, data: true, metadata: true };

/**
 * Returns a checkpoint: everything that a run needs to continue, as one safetensors file. That is
 * the persistent tensors of the model, the state of the optimizer and of every other part, and the
 * position and states of the last update. `restoreCheckpoint` puts it back, after which training
 * continues to the same bits.
 *
 * ```ts
 * const run = { model, optimizer, parts: { dropout, stopping } };
 * for (const update of truncatedBPTT(model, stream, options)) {
 *   if (update.position.step % 1000 === 999) write(encodeCheckpoint(run, { after: update }));
 * }
 * ```
 *
 * The tensors of the model have the names of a model file, so `loadStateDictionary(model,
 * decodeSafetensors(bytes).tensors)` loads the model of a checkpoint. All other tensors have names
 * that begin with `checkpoint/`.
 *
 * Gradients that were accumulated without an update are not saved: make checkpoints between updates.
 *
 * @throws ArgumentError if the run or an option is not valid, or if something cannot be written
 * @throws LifetimeError inside `Optimizer.withAverages`
 * @throws NonFiniteError if a parameter is NaN or infinite, or any other tensor has a NaN: such a run
 * cannot continue, and its checkpoint would replace one from which it could
 */
export function encodeCheckpoint<M extends object>(
  run: Run<M>,
  options: CheckpointOptions<NoInfer<StateOf<M>>> = {},
): Uint8Array<ArrayBuffer> {
  const operation = 'encodeCheckpoint';
  requireRun(operation, run);
  requireOptions(operation, options, NAMES);
  const { after, data, metadata } = options;
  if (after !== undefined) requireContinuation(operation, after);
  const weights = stateDictionary(run.model);
  const reserved = Object.keys(weights).find((path) => path.startsWith(PREFIX));
  if (reserved !== undefined) {
    throw new ArgumentError(
      operation,
      `the model has a tensor ${describe(reserved)}; names that begin with '${PREFIX}' are those of checkpoints. Rename its field or key.`,
    );
  }
  if (metadata !== undefined) requireMetadata(operation, metadata);
  const { optimizer, parts = {} } = run;
  const { content, tensors, numbers } = toPlainData(operation, {
    optimizer: optimizer && savedPart(optimizer),
    parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, savedPart(part)])),
    after: after && { position: after.position, state: after.state, carried: after.carried },
    data,
  });
  for (const [path, tensor] of parametersOf(run.model))
    requireUsable(operation, path, tensor, Number.isFinite);
  for (const [path, tensor] of Object.entries(weights)) requireUsable(operation, path, tensor, isNumber);
  for (const [pointer, tensor] of Object.entries(tensors)) {
    requireUsable(operation, pathOf(pointer), tensor, isNumber);
  }
  const named = Object.entries(tensors).map(([pointer, each]) => [`${PREFIX}${pointer.slice(1)}`, each]);
  return encodeSafetensors(
    { ...weights, ...(Object.fromEntries(named) as typeof tensors) },
    { ...metadata, [METADATA_KEY]: JSON.stringify({ version: VERSION, content, numbers }) },
  );
}

/** What the texts must be, `encodeSafetensors` checks. */
function requireMetadata(operation: string, metadata: unknown): void {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    throw new ArgumentError(
      operation,
      `the metadata is ${describe(metadata)}; it must be a record of strings by name.`,
    );
  }
  if (!Object.hasOwn(metadata, METADATA_KEY)) return;
  throw new ArgumentError(
    operation,
    `the metadata has the key '${METADATA_KEY}', which is that of checkpoints; give it another name.`,
  );
}

function savedPart(part: Resumable): { readonly state: unknown; readonly bestWeights: unknown } {
  return { state: part.state(), bestWeights: part.bestWeights };
}

const isNumber = (x: number): boolean => !Number.isNaN(x);

function requireUsable(
  operation: string,
  path: string,
  tensor: Tensor,
  isUsable: (x: number) => boolean,
): void {
  const numbers = numbersOf(tensor);
  const wrong = numbers.findIndex((x) => !isUsable(x));
  if (wrong < 0) return;
  throw new NonFiniteError(
    operation,
    `element ${wrong} of ${describe(path)} is ${numbers[wrong]}; the run has diverged and could not be continued. Keep the checkpoint before.`,
    { path, index: wrong },
  );
}
