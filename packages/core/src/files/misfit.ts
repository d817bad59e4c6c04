import { describe } from '../arguments.js';
import { ArgumentError, FormatError } from '../errors.js';
import { listOf } from './list-of.js';
import { isRecord } from './records.js';

/** The differences between the entries of a dictionary and the tensors of a model. */
export interface Misfit {
  /** Tensors of the model without an entry. */
  readonly missing: readonly string[];
  /** Entries without a tensor of the model. */
  readonly unexpected: readonly string[];
  /** Entries of another shape than the tensor of the model, with both shapes. */
  readonly misshapen: readonly string[];
  /** Entries whose numbers cannot be used, with the reason. */
  readonly unusable: readonly string[];
}

/**
 * Checks that a dictionary fits a model.
 *
 * @param remedy what must hold, as the start of a sentence
 * @throws FormatError if there is any difference; the message lists all kinds of differences.
 */
export function requireNoMisfit(operation: string, misfit: Misfit, remedy: string): void {
  const { missing, unexpected, misshapen, unusable } = misfit;
  const said = [
    ['missing', missing] as const,
    ['unexpected', unexpected] as const,
    ['of another shape', misshapen] as const,
    ['not usable', unusable] as const,
  ].flatMap(([kind, names]) => (names.length === 0 ? [] : [`${kind}: ${listOf(names)}`]));
  if (said.length === 0) return;
  throw new FormatError(
    operation,
    `the entries do not fit the model (${said.join('; ')}). ${remedy}; nothing was written.`,
    { ...misfit },
  );
}

/** What to do with a dictionary whose entries are no longer tensors. */
export const LOST_TENSORS =
  'Tensors do not survive JSON and structuredClone: send the bytes of encodeSafetensors(dictionary), and read them by ' +
  'decodeSafetensors(bytes).tensors';

/**
 * Checks that a dictionary is a record.
 *
 * @throws ArgumentError if it is not, or if it is what `decodeSafetensors` returned instead of its tensors.
 */
export function requireDictionary(operation: string, dictionary: unknown): void {
  if (!isRecord(dictionary)) {
    const isBytes = ArrayBuffer.isView(dictionary) || dictionary instanceof ArrayBuffer;
    throw new ArgumentError(
      operation,
      `the dictionary is ${describe(dictionary)}; it must be a record of tensors by name, such as ${
        isBytes ? 'decodeSafetensors(bytes).tensors' : 'stateDictionary(model)'
      }.`,
      { dictionary },
    );
  }
  const { tensors, metadata } = dictionary;
  if (Object.keys(dictionary).length === 2 && isRecord(tensors) && isRecord(metadata)) {
    throw new ArgumentError(
      operation,
      'the dictionary is the content of a file, with its metadata; give its tensors, decodeSafetensors(bytes).tensors.',
      { dictionary },
    );
  }
}
