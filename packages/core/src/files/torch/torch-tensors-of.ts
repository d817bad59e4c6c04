import { describe } from '../../arguments.js';
import { fieldsOf, frozenLayerOf } from '../../autodiff/model-tree.js';
import { collectPersistentTensors } from '../../autodiff/parameters.js';
import { ArgumentError, FormatError, ShapeError } from '../../errors.js';
import type { TorchMembers, TorchModule, TorchTensor } from '../../nn/torch-module.js';
import { PersistentTensor } from '../../tensor/persistent-tensor.js';
import { formatShape, sameShape } from '../../tensor/shape.js';
import { Tensor } from '../../tensor/tensor.js';
import { layouts } from './layouts.js';
import { isTorchRecurrent, recurrentMembers } from './recurrent-members.js';

/**
 * Returns every persistent tensor of a model by its name in the state dictionary of the same model
 * in PyTorch.
 *
 * A layer with `torchMembers` names its tensors itself, and one with `torchRecurrent` is a recurrent
 * module of PyTorch. The tensors of any other object are named by their path, such as `head.weight`:
 * a map is `nn.ModuleDict`, an array or a set is `nn.ModuleList`. A tied parameter has several names,
 * as in PyTorch. A `frozen` layer has the names that it has without `frozen`.
 *
 * @throws FormatError if the PyTorch module of a layer has no place for one of its tensors.
 * @throws ArgumentError if two tensors have one name, or if `torchMembers` names an unknown layout.
 * @throws ShapeError if a tensor that is not a matrix is declared as transposed, or if a tensor that
 * follows another has another shape.
 */
export function torchTensorsOf(model: object): Map<string, TorchTensor> {
  return collectTorchTensors('torchTensorsOf', model);
}

/** Returns `torchTensorsOf` a model for another operation, which errors name. */
export function collectTorchTensors(operation: string, model: object): Map<string, TorchTensor> {
  const found = new Map<string, TorchTensor>();
  for (const [name, tensor] of entriesOf(model, new Map())) {
    if (found.has(name)) {
      throw new ArgumentError(
        operation,
        `two tensors of the model have the name '${name}'; rename a field, key or member that contains a dot.`,
        { name },
      );
    }
    found.set(name, tensor);
  }
  const placed = new Set(
    [...found.values()].flatMap(({ tensor, followedBy = [] }) => [tensor, ...followedBy]),
  );
  for (const [path, tensor] of collectPersistentTensors(operation, model)) {
    if (placed.has(tensor)) continue;
    throw new FormatError(
      path,
      'the PyTorch module that corresponds to its layer has no place for this tensor. Leave it out of the model, or name it in torchMembers().',
    );
  }
  return found;
}

type Entry = readonly [name: string, tensor: TorchTensor];

/**
 * Returns the tensors that are reached from a value. `known` holds the entries of every object that
 * was entered before.
 */
function entriesOf(value: unknown, known: Map<object, readonly Entry[]>): readonly Entry[] {
  if (typeof value !== 'object' || value === null) return [];
  if (value instanceof PersistentTensor) return [['', { tensor: value, layout: 'same' }]];
  if (value instanceof Tensor) return [];
  const frozenLayer = frozenLayerOf(value);
  if (frozenLayer !== undefined) return entriesOf(frozenLayer, known);
  const before = known.get(value);
  if (before !== undefined) return before;
  known.set(value, []); // an object that leads back to itself is entered once
  const entries = membersOf(value, known).flatMap(([key, inner]) =>
    inner.map(([name, tensor]): Entry => [name === '' ? key : `${key}.${name}`, tensor]),
  );
  known.set(value, entries);
  return entries;
}

/** Returns the members of an object by PyTorch's names, each with the tensors that are reached from it. */
function membersOf(
  value: object,
  known: Map<object, readonly Entry[]>,
): (readonly [key: string, entries: readonly Entry[]])[] {
  const members = torchMembersOf(value);
  if (members === undefined) return fieldsOf(value).map(([key, field]) => [key, entriesOf(field, known)]);
  return Object.entries(members).map(([key, member]) => [
    key,
    isTorchTensor(member) ? [['', checked(key, member)]] : entriesOf(member, known),
  ]);
}

function torchMembersOf(value: object): TorchMembers | undefined {
  if (isTorchModule(value)) return value.torchMembers();
  return isTorchRecurrent(value) ? recurrentMembers(value) : undefined;
}

function isTorchModule(value: object): value is TorchModule {
  return 'torchMembers' in value && typeof value.torchMembers === 'function';
}

function isTorchTensor(member: object | undefined): member is TorchTensor {
  return (
    typeof member === 'object' &&
    member !== null &&
    'layout' in member &&
    'tensor' in member &&
    member.tensor instanceof PersistentTensor
  );
}

function checked(name: string, member: TorchTensor): TorchTensor {
  const { tensor, layout, followedBy = [] } = member;
  if (!Object.hasOwn(layouts, layout)) {
    throw new ArgumentError(
      'torchMembers',
      `'${name}' has the layout ${describe(layout)}; it must be one of ${Object.keys(layouts).join(', ')}.`,
      { name, layout },
    );
  }
  if (layout === 'transposed' && tensor.shape.length !== 2) {
    throw new ShapeError(
      'torchMembers',
      `'${name}' is ${formatShape(tensor.shape)}; only a matrix can be transposed.`,
      { name, shape: tensor.shape },
    );
  }
  const other = followedBy.find(({ shape }) => !sameShape(shape, tensor.shape));
  if (other !== undefined) {
    throw new ShapeError(
      'torchMembers',
      `'${name}' is ${formatShape(tensor.shape)} and followed by a tensor ${formatShape(other.shape)}; they must have the same shape.`,
      { name, shape: tensor.shape, other: other.shape },
    );
  }
  return followedBy.length === 0 ? { tensor, layout } : { tensor, layout, followedBy };
}
