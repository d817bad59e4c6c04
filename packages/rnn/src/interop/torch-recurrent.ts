import { type TorchMembers, TorchModuleError, TorchTensor } from '@tbptt/core';
import type { RecurrentLayer } from '../cells/recurrent-layer.js';

/** The layers of one of PyTorch's recurrent modules: at each level one run over the sequence, or one in each direction. */
export type TorchLevels = readonly (readonly RecurrentLayer[])[];

/** What is one of PyTorch's recurrent modules, or a part of one. */
export interface TorchRecurrent {
  /** @internal */
  torchLevels(): TorchLevels;
}

/** Why the weights of a cell have no names in PyTorch. */
export const NO_TORCH_MODULE = 'PyTorch has no module for this cell, so its weights have no names there.';

/** The levels that a layer adds to the module `part`. */
export function levelsOf(part: string, layer: object): TorchLevels {
  if (isTorchRecurrent(layer)) return layer.torchLevels();
  throw new TorchModuleError(
    part,
    `it has a layer of the class ${layer.constructor.name}, which cannot be a layer of one of PyTorch's recurrent modules. ` +
      'RNN, GRU and LSTM can, and Bidirectional ones of them.',
  );
}

/** The layer as the one run that it must be as a direction of `part`. */
export function onlyRun(part: string, layer: object): RecurrentLayer {
  const runs = levelsOf(part, layer).flat();
  const [run] = runs;
  if (run !== undefined && runs.length === 1) return run;
  throw new TorchModuleError(
    part,
    `a direction has ${runs.length} layers; in PyTorch each layer has both directions. Stack bidirectional layers instead.`,
  );
}

/**
 * The tensors of `nn.LSTM`, `nn.GRU` or `nn.RNN` with these levels, in PyTorch's order: `weight_ih_l0` [G H, D], `weight_hh_l0` [G H, O], `bias_ih_l0`,
 * `bias_hh_l0` [G H], `weight_hr_l0` [O, H], then those with `_reverse`, then those of `_l1`.
 */
export function torchRecurrent(part: string, levels: TorchLevels): TorchMembers {
  requireOneModule(part, levels);
  const members: Record<string, object | undefined> = {};
  for (const [level, runs] of levels.entries()) {
    for (const [direction, run] of runs.entries()) {
      const suffix = `_l${level}${direction === 0 ? '' : '_reverse'}`;
      const { weightIh, weightHh, biasIh, biasHh, weightHr, units } = run;
      members[`weight_ih${suffix}`] = new TorchTensor(weightIh, 'transposed');
      members[`weight_hh${suffix}`] = weightHh && new TorchTensor(weightHh, 'transposed');
      members[`bias_ih${suffix}`] = biasIh;
      members[`bias_hh${suffix}`] = biasHh;
      members[`weight_hr${suffix}`] = weightHr && new TorchTensor(weightHr, 'transposed');
      for (const [name, unit] of Object.entries(units)) members[`${name}${suffix}`] = unit;
    }
  }
  return members;
}

/** Throws unless one module can have these levels: of one cell that PyTorch has, of one size, in the same directions. */
function requireOneModule(part: string, levels: TorchLevels): void {
  const runs = levels.flat();
  const without = runs.find(({ cell }) => cell.torch === undefined);
  if (without !== undefined) {
    throw new TorchModuleError(
      without.cell.name,
      `${NO_TORCH_MODULE} stateDictionary(model) gives them under ours; a cell of your own that has a twin in Python names it by \`torch\`.`,
    );
  }
  const [kinds, directions] = [new Set(runs.map(kindOf)), new Set(levels.map(({ length }) => length))];
  if (kinds.size <= 1 && directions.size <= 1) return;
  const said = levels.map((level) => level.map(kindOf).join(' and '));
  throw new TorchModuleError(
    part,
    `its layers are ${said.join('; ')}; those of one PyTorch module must be alike. Put unlike layers into objects of their own, one for each module.`,
  );
}

/** What all layers of a module have in common. */
function kindOf({ cell, hiddenSize, outputSize, biasIh }: RecurrentLayer): string {
  const projected = outputSize === hiddenSize ? '' : `, projected to ${outputSize}`;
  return `${cell.name} of ${hiddenSize} units${projected}${biasIh === undefined ? ', without biases' : ''}`;
}

function isTorchRecurrent(layer: object): layer is TorchRecurrent {
  return 'torchLevels' in layer && typeof layer.torchLevels === 'function';
}
