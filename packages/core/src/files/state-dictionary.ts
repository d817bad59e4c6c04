import { collectPersistentTensors } from '../autodiff/parameters.js';
import { PersistentTensor } from '../tensor/persistent-tensor.js';
import { formatShape, sameShape } from '../tensor/shape.js';
import { numbersOf, Tensor, tensorOf } from '../tensor/tensor.js';
import { LOST_TENSORS, requireDictionary, requireNoMisfit } from './misfit.js';
import { problemOf } from './records.js';
import { problemOfNumbers } from './single-precision.js';

/**
 * The tensors of a model by the paths of its parameters and running statistics, such as
 * `layers.0.weight`.
 */
export type StateDictionary = Readonly<Record<string, Tensor>>;

/** The prefix of entries that belong to a checkpoint, such as the slots of an optimizer. */
const OF_CHECKPOINTS = 'checkpoint/';

/**
 * Returns a copy of every persistent tensor of a model by its path: the parameters, those of
 * `frozen` layers included, and tensors that are not trained, such as running statistics. A tied
 * parameter has one entry, under its first path.
 *
 * The entries are tensors. `encodeSafetensors` turns them into bytes for a file or for another
 * thread; JSON and `structuredClone` lose them.
 *
 * @throws ArgumentError if the model is not an object, or if two of its tensors have one path.
 */
export function stateDictionary(model: object): Record<string, Tensor> {
  const entries = [...collectPersistentTensors('stateDictionary', model)].map(([path, kept]) => [
    path,
    copyOf(kept),
  ]);
  return Object.fromEntries(entries) as Record<string, Tensor>;
}

/**
 * Replaces the numbers of every persistent tensor of a model by the entry of its path. Entries in
 * double precision are rounded. Entries whose names begin with `checkpoint/` are ignored, so the
 * model of a checkpoint (`encodeCheckpoint` of `@tbptt/rnn`) is loaded like a model file.
 *
 * Every entry is checked before anything is written.
 *
 * @throws FormatError if entries are missing, unexpected, of another shape or not usable; the
 * message lists all of them.
 * @throws ArgumentError if the model is not an object, or if the dictionary is not a record.
 * @throws LifetimeError if an entry is a tensor of a step that has ended.
 */
export function loadStateDictionary(model: object, dictionary: StateDictionary): void {
  const tensors = collectPersistentTensors('loadStateDictionary', model);
  requireDictionary('loadStateDictionary', dictionary);
  const missing: string[] = [];
  const misshapen: string[] = [];
  const unusable: string[] = [];
  let areLost = false;
  const numbers: (readonly [PersistentTensor, Tensor])[] = [];
  for (const [path, kept] of tensors) {
    const entry: unknown = Object.hasOwn(dictionary, path) ? dictionary[path] : undefined;
    if (entry === undefined) missing.push(path);
    else if (!(entry instanceof Tensor)) {
      unusable.push(`${path} ${problemOf(entry) ?? 'has whole numbers'}; it must be a tensor`);
      areLost ||= problemOf(entry) !== undefined;
    } else if (!sameShape(entry.shape, kept.shape)) {
      misshapen.push(`${path} is ${formatShape(entry.shape)} for ${formatShape(kept.shape)}`);
    } else {
      const problem = problemOfNumbers(entry);
      if (problem !== undefined) unusable.push(`${path} ${problem}`);
      // The tensors of this model change while they are written.
      numbers.push([kept, entry instanceof PersistentTensor ? copyOf(entry) : entry]);
    }
  }
  const unexpected = Object.keys(dictionary).filter(
    (path) => !tensors.has(path) && !path.startsWith(OF_CHECKPOINTS),
  );
  requireNoMisfit(
    'loadStateDictionary',
    { missing, unexpected, misshapen, unusable },
    areLost ? LOST_TENSORS : 'Names and shapes must be those of the model',
  );
  for (const [kept, entry] of numbers) kept.assign(entry);
}

function copyOf(tensor: Tensor): Tensor {
  return tensorOf(tensor.shape, numbersOf(tensor).slice());
}
