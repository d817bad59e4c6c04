import { FormatError } from '../../errors.js';
import type { TorchMembers, TorchTensor } from '../../nn/torch-module.js';
import type { TorchRecurrent, TorchRun } from '../../nn/torch-recurrent.js';
import type { PersistentTensor } from '../../tensor/persistent-tensor.js';
import { formatShape } from '../../tensor/shape.js';

/** The runs of a recurrent module: one run per level, or one per direction of each level. */
type Levels = readonly (readonly TorchRun[])[];

/**
 * Returns the members of `nn.LSTM`, `nn.GRU` or `nn.RNN` in PyTorch's order: the tensors of the
 * first level, `weight_ih_l0` ..., then the tensors of its other direction, `weight_ih_l0_reverse`
 * ..., then the tensors of the next level, `weight_ih_l1` .... PyTorch stores matrices transposed.
 *
 * @throws FormatError if no single PyTorch module corresponds to the layer.
 */
export function recurrentMembers(module: TorchRecurrent): TorchMembers {
  const levels = levelsOf(module);
  requireOneModule(module.torchRecurrent().name, levels);
  const members: Record<string, TorchTensor | PersistentTensor | undefined> = {};
  for (const [level, runs] of levels.entries()) {
    for (const [direction, { weights }] of runs.entries()) {
      const suffix = `_l${level}${direction === 0 ? '' : '_reverse'}`;
      for (const [name, tensor] of Object.entries(weights)) {
        members[`${name}${suffix}`] = inPyTorch(tensor);
      }
    }
  }
  return members;
}

/** Returns a weight of a run as PyTorch stores it. */
function inPyTorch(weight: PersistentTensor | undefined): TorchTensor | PersistentTensor | undefined {
  return weight?.shape.length === 2 ? { tensor: weight, layout: 'transposed' } : weight;
}

/** Returns whether a layer describes itself as a recurrent module of PyTorch, or as a part of one. */
export function isTorchRecurrent(value: object): value is TorchRecurrent {
  return 'torchRecurrent' in value && typeof value.torchRecurrent === 'function';
}

function levelsOf(module: TorchRecurrent): Levels {
  const parts = module.torchRecurrent();
  if ('weights' in parts) return [[parts]];
  if ('directions' in parts) return [parts.directions.map((layer) => onlyRun(parts.name, layer))];
  if (parts.obstacle !== undefined) throw new FormatError(parts.name, parts.obstacle);
  return parts.levels.flatMap((layer) => levelsOf(requireRecurrent(parts.name, layer)));
}

/** Returns the only run of a layer that is one direction of another layer. */
function onlyRun(name: string, layer: object): TorchRun {
  const runs = levelsOf(requireRecurrent(name, layer)).flat();
  const [run] = runs;
  if (run !== undefined && runs.length === 1) return run;
  throw new FormatError(
    name,
    `a direction has ${runs.length} layers; in PyTorch each layer has both directions. Stack bidirectional layers instead.`,
  );
}

function requireRecurrent(name: string, layer: object): TorchRecurrent {
  if (isTorchRecurrent(layer)) return layer;
  throw new FormatError(
    name,
    `it has a layer of the class ${layer.constructor.name}, which cannot be a layer of one of PyTorch's recurrent modules. ` +
      'RNN, GRU and LSTM can, and Bidirectional ones of them.',
  );
}

/**
 * Checks that one PyTorch module can have these levels: its cell is known to PyTorch, and all
 * levels have the same cell, size and directions.
 */
function requireOneModule(name: string, levels: Levels): void {
  const runs = levels.flat();
  const without = runs.find(({ module }) => module === undefined);
  if (without !== undefined) {
    throw new FormatError(
      without.name,
      'PyTorch has no module for this cell, so its weights have no names there. stateDictionary(model) gives them under ours; a cell of ' +
        'your own that has a twin in Python names it by `torch`, or a layer its tensors by torchMembers().',
    );
  }
  const [kinds, directions] = [new Set(runs.map(kindOf)), new Set(levels.map(({ length }) => length))];
  if (kinds.size <= 1 && directions.size <= 1) return;
  const said = levels.map((level) => level.map(kindOf).join(' and '));
  throw new FormatError(
    name,
    `its layers are ${said.join('; ')}; those of one PyTorch module must be alike. Put unlike layers into objects of their own, one for each module.`,
  );
}

/**
 * Returns the properties that all layers of a module share: the cell, and the shapes of all weights
 * except the input weights.
 */
function kindOf({ name, weights }: TorchRun): string {
  const shapes = Object.entries(weights).flatMap(([key, tensor]) =>
    tensor === undefined || key === 'weight_ih' ? [] : [`${key} ${formatShape(tensor.shape)}`],
  );
  return `${name} with ${shapes.join(', ')}`;
}
