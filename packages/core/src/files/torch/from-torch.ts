import type { TorchTensor } from '../../nn/torch-module.js';
import type { Indices } from '../../tensor/indices.js';
import type { PersistentTensor } from '../../tensor/persistent-tensor.js';
import { formatShape, sameShape } from '../../tensor/shape.js';
import { numbersOf, type Tensor } from '../../tensor/tensor.js';
import { LOST_TENSORS, requireDictionary, requireNoMisfit } from '../misfit.js';
import { problemOf, problemOfLength } from '../records.js';
import { asTensor, layouts, parted } from './layouts.js';
import type { TorchDictionary } from './to-torch.js';
import { collectTorchTensors } from './torch-tensors-of.js';

/**
 * Replaces the numbers of every persistent tensor of a model by the state dictionary of the same
 * model in PyTorch. This is the inverse of `toTorch`, which says how names and layouts correspond.
 * Numbers of 64 bits are rounded to single precision; numbers of 16 bits are exact.
 *
 * ```ts
 * fromTorch(model, decodeSafetensors(readFileSync('model.safetensors')).tensors);
 * ```
 *
 * A tied parameter may have an entry under any of its names. Several entries must have the same numbers.
 *
 * Every entry is checked before anything is written.
 *
 * @throws FormatError if entries are missing, unexpected, of another shape or not usable; the
 * message lists all of them.
 * @throws FormatError if the PyTorch module of a layer has no place for one of its tensors.
 * @throws ArgumentError if the model is not an object, or if the dictionary is not a record.
 * @throws LifetimeError if an entry is a tensor of a step that has ended.
 */
export function fromTorch(model: object, dictionary: TorchDictionary): void {
  const places = collectTorchTensors('fromTorch', model);
  requireDictionary('fromTorch', dictionary);
  const reader = new Reader();
  const absent: string[] = [];
  for (const [name, place] of places) {
    const entry = Object.hasOwn(dictionary, name) ? dictionary[name] : undefined;
    if (entry === undefined) absent.push(name);
    else reader.read(name, entry, place);
  }
  const { misshapen, unusable, present, numbers } = reader;
  const missing = absent.filter((name) => !present.has(places.get(name)?.tensor));
  const unexpected = Object.keys(dictionary).filter((name) => !places.has(name));
  requireNoMisfit(
    'fromTorch',
    { missing, unexpected, misshapen, unusable },
    reader.areLost
      ? LOST_TENSORS
      : 'Names and shapes must be those of the same model in PyTorch, which toTorch(model) shows',
  );
  for (const [tensor, { read }] of numbers) tensor.assign(read);
}

/** Reads entries into our layout, and collects what is wrong with them. */
class Reader {
  readonly misshapen: string[] = [];
  readonly unusable: string[] = [];
  /** Whether an entry is no tensor. */
  areLost = false;
  /** The tensors that have an entry, usable or not. */
  readonly present = new Set<PersistentTensor | undefined>();
  /** The numbers of each tensor, and the name of the entry that has them. */
  readonly numbers = new Map<PersistentTensor, { readonly name: string; readonly read: Tensor }>();

  read(name: string, entry: Tensor | Indices, { tensor, layout, followedBy = [] }: TorchTensor): void {
    const tensors = [tensor, ...followedBy];
    for (const one of tensors) this.present.add(one);
    const lost = problemOf(entry);
    if (lost !== undefined) {
      this.areLost = true;
      this.unusable.push(`${name} ${lost}; it must be a tensor or indices`);
      return;
    }
    const { shapeThere, problem, inwards } = layouts[layout];
    const [rows = 1, ...rest] = shapeThere(tensor.shape);
    const shape = followedBy.length === 0 ? shapeThere(tensor.shape) : [tensors.length * rows, ...rest];
    if (!sameShape(entry.shape, shape)) {
      this.misshapen.push(`${name} is ${formatShape(entry.shape)} for ${formatShape(shape)}`);
      return;
    }
    const wrong = problemOfLength(entry) ?? problem(entry);
    if (wrong !== undefined) {
      this.unusable.push(`${name} ${wrong}`);
      return;
    }
    parted(asTensor(entry), tensors.length).forEach((part, i) => {
      this.take(name, tensors[i] as PersistentTensor, inwards(part));
    });
  }

  private take(name: string, tensor: PersistentTensor, read: Tensor): void {
    const tied = this.numbers.get(tensor);
    if (tied === undefined) this.numbers.set(tensor, { name, read });
    else if (!sameNumbers(tied.read, read)) {
      this.unusable.push(`${name} differs from ${tied.name}, to which it is tied`);
    }
  }
}

/** Returns whether two tensors of one shape have the same numbers. NaN equals NaN. */
function sameNumbers(a: Tensor, b: Tensor): boolean {
  const others = numbersOf(b);
  return numbersOf(a).every((x, i) => x === others[i] || Object.is(x, others[i]));
}
