import { FormatError } from '../../errors.js';
import { formatShape } from '../../tensor/shape.js';
import { type TorchMembers, type TorchRecurrent, type TorchRun, TorchTensor } from './torch-tensor.js';

/** The runs of a recurrent module: at each level one, or one in each direction. */
type Levels = readonly (readonly TorchRun[])[];

/**
 * The tensors of `nn.LSTM`, `nn.GRU` or `nn.RNN` in PyTorch's order: those of the first level, `weight_ih_l0` ..., then those of its other direction,
 * `weight_ih_l0_reverse` ..., then those of the next level, `weight_ih_l1`. Matrices are the transposes of ours.
 */
export function recurrentMembers(module: TorchRecurrent): TorchMembers {
  const levels = levelsOf(module);
  requireOneModule(module.torchRecurrent().name, levels);
  const members: Record<string, object | undefined> = {};
  for (const [level, runs] of levels.entries()) {
    for (const [direction, { weights }] of runs.entries()) {
      const suffix = `_l${level}${direction === 0 ? '' : '_reverse'}`;
      for (const [name, tensor] of Object.entries(weights)) {
        const isMatrix = tensor?.shape.length === 2;
        members[`${name}${suffix}`] = isMatrix ? new TorchTensor(tensor, 'transposed') : tensor;
      }
    }
  }
  return members;
}

/** Whether a value is one of PyTorch's recurrent modules, or a part of one. */
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

/** A layer as the one run that a direction must be. */
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

/** Throws unless one module can have these levels: of one cell that PyTorch has, of one size, in the same directions. */
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

/** What all layers of a module have in common: the cell, and the shapes of all weights but those of the inputs. */
function kindOf({ name, weights }: TorchRun): string {
  const shapes = Object.entries(weights).flatMap(([key, tensor]) =>
    tensor === undefined || key === 'weight_ih' ? [] : [`${key} ${formatShape(tensor.shape)}`],
  );
  return `${name} with ${shapes.join(', ')}`;
}
