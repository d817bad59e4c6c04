import { persistentTensorsOf } from '../autodiff/parameters.js';
import { FormatError } from '../errors.js';
import { formatShape, sameShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { numbersOf, tensorOf } from '../tensor/tensor.js';

/** The numbers of a model by the paths of its parameters and running statistics, such as `layers.0.weight`. */
export type StateDictionary = Readonly<Record<string, Tensor>>;

/** What does not fit between the entries of a dictionary and the tensors of a model. */
export interface Misfit {
  /** Tensors of the model that the dictionary does not have. */
  readonly missing: readonly string[];
  /** Entries of the dictionary that the model does not have. */
  readonly unexpected: readonly string[];
  /** Entries of another shape than the tensor of the model, with both. */
  readonly misshapen: readonly string[];
  /** Entries whose numbers cannot be used, with the reason. */
  readonly unusable: readonly string[];
}

/**
 * Checks that a dictionary fits a model.
 *
 * @throws FormatError if it does not; it lists everything that is wrong, and `remedy` says what must hold.
 */
export function requireNoMisfit(operation: string, misfit: Misfit, remedy: string): void {
  const { missing, unexpected, misshapen, unusable } = misfit;
  const said = [
    ['missing', missing] as const,
    ['unexpected', unexpected] as const,
    ['of another shape', misshapen] as const,
    ['not usable', unusable] as const,
  ].flatMap(([what, names]) => (names.length === 0 ? [] : [`${what}: ${names.join(', ')}`]));
  if (said.length === 0) return;
  throw new FormatError(
    operation,
    `the entries do not fit the model (${said.join('; ')}). ${remedy}; nothing was written.`,
    { ...misfit },
  );
}

/**
 * A copy of the numbers of everything that a model keeps, by its path: parameters, frozen ones too, and what is not trained, such as running
 * statistics. A tied parameter stands once, under its first path.
 */
export function stateDictionary(model: object): Record<string, Tensor> {
  const entries = [...persistentTensorsOf(model)].map(([path, kept]) => [
    path,
    tensorOf(kept.shape, numbersOf(kept).slice()),
  ]);
  return Object.fromEntries(entries) as Record<string, Tensor>;
}

/**
 * Sets everything that a model keeps to the entry of its path. Throws one `FormatError` that lists all missing, unexpected and
 * misshapen entries, before anything is written.
 */
export function loadStateDictionary(model: object, dictionary: StateDictionary): void {
  const tensors = persistentTensorsOf(model);
  const missing: string[] = [];
  const misshapen: string[] = [];
  for (const [path, kept] of tensors) {
    const entry = Object.hasOwn(dictionary, path) ? dictionary[path] : undefined;
    if (entry === undefined) missing.push(path);
    else if (!sameShape(entry.shape, kept.shape)) {
      misshapen.push(`${path} is ${formatShape(entry.shape)} for ${formatShape(kept.shape)}`);
    } else numbersOf(entry); // throws where the numbers are no longer there
  }
  const unexpected = Object.keys(dictionary).filter((path) => !tensors.has(path));
  requireNoMisfit(
    'loadStateDictionary',
    { missing, unexpected, misshapen, unusable: [] },
    'Names and shapes must be those of the model',
  );
  for (const [path, kept] of tensors) kept.assign(dictionary[path] as Tensor);
}
