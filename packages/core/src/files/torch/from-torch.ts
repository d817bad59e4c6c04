import type { TorchTensor } from '../../nn/torch-module.js';
import type { Indices } from '../../tensor/indices.js';
import type { PersistentTensor } from '../../tensor/persistent-tensor.js';
import { formatShape, sameShape } from '../../tensor/shape.js';
import { numbersOf, type Tensor } from '../../tensor/tensor.js';
import { requireNoMisfit } from '../state-dictionary.js';
import { asTensor, layouts } from './layouts.js';
import type { TorchDictionary } from './to-torch.js';
import { torchTensorsOf } from './torch-tensors-of.js';

/**
 * Sets everything that a model keeps to the state dictionary of the same model in PyTorch: the inverse of `toTorch`, which says how names and
 * layouts correspond. Numbers of 64 bits are rounded to single precision; those of 16 bits are exact.
 *
 * ```ts
 * fromTorch(model, decodeSafetensors(readFileSync('model.safetensors')).tensors);
 * ```
 *
 * A tied parameter may stand under all of its names, with the same numbers, or under some of them.
 *
 * Throws one `FormatError` that lists all entries that are missing, unexpected, of another shape or not usable, before anything is
 * written; `FormatError` when the model has a part for which PyTorch's modules have no place.
 */
export function fromTorch(model: object, dictionary: TorchDictionary): void {
  const places = torchTensorsOf(model);
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
    'Names and shapes must be those of the same model in PyTorch, which toTorch(model) shows',
  );
  for (const [tensor, { read }] of numbers) tensor.assign(read);
}

/** Reads entries into numbers in our layout, and notes what is wrong with them. */
class Reader {
  readonly misshapen: string[] = [];
  readonly unusable: string[] = [];
  /** The tensors for which there was an entry, right or wrong. */
  readonly present = new Set<PersistentTensor | undefined>();
  /** What a tensor is to be set to, and the name under which that was. */
  readonly numbers = new Map<PersistentTensor, { readonly name: string; readonly read: Tensor }>();

  read(name: string, entry: Tensor | Indices, { tensor, layout }: TorchTensor): void {
    this.present.add(tensor);
    const { shapeThere, problem, inwards } = layouts[layout];
    const shape = shapeThere(tensor.shape);
    if (!sameShape(entry.shape, shape)) {
      this.misshapen.push(`${name} is ${formatShape(entry.shape)} for ${formatShape(shape)}`);
      return;
    }
    const wrong = problem(entry);
    if (wrong !== undefined) {
      this.unusable.push(`${name} ${wrong}`);
      return;
    }
    const read = inwards(asTensor(entry));
    const tied = this.numbers.get(tensor);
    if (tied === undefined) this.numbers.set(tensor, { name, read });
    else if (!sameNumbers(tied.read, read)) {
      this.unusable.push(`${name} differs from ${tied.name}, to which it is tied`);
    }
  }
}

/** Whether two tensors of one shape hold the same; NaN is the same as NaN. */
function sameNumbers(a: Tensor, b: Tensor): boolean {
  const others = numbersOf(b);
  return numbersOf(a).every((x, i) => x === others[i] || Object.is(x, others[i]));
}
