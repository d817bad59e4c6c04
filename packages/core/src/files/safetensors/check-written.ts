import { describe } from '../../arguments.js';
import { ArgumentError } from '../../errors.js';
import type { Indices } from '../../tensor/indices.js';
import type { Tensor } from '../../tensor/tensor.js';
import { isRecord, problemOf, problemOfLength } from '../records.js';
import { FORBIDDEN_NAME, METADATA_KEY, MOST_AXES, MOST_KEYS } from './format.js';

/**
 * Checks the tensors that are to be written.
 *
 * @throws ArgumentError if they are not a record of tensors and indices, or have a name or a shape
 * that a file cannot have.
 */
export function checkTensors(tensors: unknown): void {
  if (!isRecord(tensors)) {
    throw new ArgumentError(
      'safetensors',
      `the tensors are ${describe(tensors)}; they must be a record of tensors by name, such as stateDictionary(model), ` +
        'or Object.fromEntries(map) for a map.',
      { tensors },
    );
  }
  const entries = Object.entries(tensors);
  checkCount('tensors', entries.length);
  for (const [name, source] of entries) {
    if (name === METADATA_KEY) throw refusal('a tensor', name);
    checkText('a tensor', name);
    const problem = problemOf(source);
    if (problem !== undefined) {
      const isState = 'steps' in tensors && 'slots' in tensors;
      throw new ArgumentError(
        'safetensors',
        `${describe(name)} ${problem}; it must be a tensor or indices. ${
          isState
            ? 'The state of an optimizer is written by encodeSafetensors(state.slots, { steps: String(state.steps) }).'
            : 'Write a number as scalar(number), and what is no number as metadata.'
        }`,
        { name, entry: source },
      );
    }
    checkShape(name, source as Tensor | Indices);
  }
}

/**
 * Checks the metadata that is to be written.
 *
 * @throws ArgumentError if it is not a record of strings, or has a name that a file cannot have.
 */
export function checkMetadata(metadata: unknown): void {
  if (metadata === undefined) return;
  if (!isRecord(metadata)) {
    throw new ArgumentError(
      'safetensors',
      `the metadata is ${describe(metadata)}; it must be a record of strings by name, or Object.fromEntries(map) for a map.`,
      { metadata },
    );
  }
  const entries = Object.entries(metadata);
  checkCount('metadata', entries.length);
  for (const [key, text] of entries) {
    checkText('metadata', key);
    if (typeof text !== 'string') {
      throw new ArgumentError(
        'safetensors',
        `the metadata ${describe(key)} is ${describe(text)}; it must be a string, such as String(value) or JSON.stringify(value).`,
        { key, value: text },
      );
    }
    checkCharacters(`the metadata ${describe(key)}`, text);
  }
}

function checkCount(what: string, count: number): void {
  if (count < MOST_KEYS) return;
  throw new ArgumentError(
    'safetensors',
    `the ${what} have ${count} names; less than ${MOST_KEYS} can be read again.`,
    { count },
  );
}

function checkShape(name: string, source: Tensor | Indices): void {
  const { shape } = source;
  if (shape.length > MOST_AXES) {
    throw new ArgumentError(
      'safetensors',
      `${describe(name)} has ${shape.length} axes; at most ${MOST_AXES} are allowed.`,
      { name, shape },
    );
  }
  const problem = problemOfLength(source);
  if (problem === undefined) return;
  throw new ArgumentError('safetensors', `${describe(name)} ${problem}.`, { name, shape });
}

function checkText(what: string, name: string): void {
  if (name === FORBIDDEN_NAME) throw refusal(what, name);
  checkCharacters(`the name ${describe(name)}`, name);
}

function checkCharacters(what: string, text: string): void {
  if (!/\p{Surrogate}/u.test(text)) return;
  throw new ArgumentError(
    'safetensors',
    `${what} has half of a pair of surrogates, which is no character; a file cannot hold it.`,
    { text },
  );
}

function refusal(what: string, name: string): ArgumentError {
  return new ArgumentError('safetensors', `${what} cannot have the name '${name}'.`, { name });
}
