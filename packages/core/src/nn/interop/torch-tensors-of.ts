import { Frozen } from '../../autodiff/frozen.js';
import { persistentTensorsOf } from '../../autodiff/parameters.js';
import { FormatError } from '../../errors.js';
import { PersistentTensor } from '../../tensor/persistent-tensor.js';
import { Tensor } from '../../tensor/tensor.js';
import { isTorchRecurrent, recurrentMembers } from './recurrent-members.js';
import { type TorchModule, TorchTensor } from './torch-tensor.js';

/**
 * All that a model keeps, under the names that it has in the state dictionary of the same model in PyTorch. A layer with `torchMembers`
 * says them itself, a recurrent one by `torchRecurrent`; of any other object they are the paths of its fields, `head.weight`. A tied parameter stands under each of its names, as in
 * PyTorch; what is `frozen` has the names that it has without.
 *
 * Throws `FormatError` when the model has a tensor that no module of PyTorch has.
 */
export function torchTensorsOf(model: object): Map<string, TorchTensor> {
  const found = new Map(entriesOf(model, new Map()));
  const placed = new Set([...found.values()].map(({ tensor }) => tensor));
  for (const [path, tensor] of persistentTensorsOf(model)) {
    if (placed.has(tensor)) continue;
    throw new FormatError(
      path,
      'the PyTorch module that corresponds to its layer has no place for this tensor. Leave it out of the model, or name it in torchMembers().',
    );
  }
  return found;
}

type Entry = readonly [name: string, tensor: TorchTensor];

/** The tensors that are reached from a value; `known` are the values that were entered. */
function entriesOf(value: unknown, known: Map<object, readonly Entry[]>): readonly Entry[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  if (value instanceof TorchTensor) return [['', value]];
  if (value instanceof PersistentTensor) return [['', new TorchTensor(value)]];
  if (value instanceof Tensor) return [];
  if (value instanceof Frozen) return entriesOf(value.layer, known);
  const before = known.get(value);
  if (before !== undefined) return before;
  known.set(value, []); // a way back leads nowhere
  const entries = Object.entries(membersOf(value)).flatMap(([key, member]) =>
    entriesOf(member, known).map(([name, tensor]): Entry => [name === '' ? key : `${key}.${name}`, tensor]),
  );
  known.set(value, entries);
  return entries;
}

/** What an object consists of, by PyTorch's names. */
function membersOf(value: object): object {
  if (isTorchModule(value)) return value.torchMembers();
  return isTorchRecurrent(value) ? recurrentMembers(value) : value;
}

function isTorchModule(value: object): value is TorchModule {
  return 'torchMembers' in value && typeof value.torchMembers === 'function';
}
