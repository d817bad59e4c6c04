import { ArgumentError } from '@tbptt/core';
import type { LayerDynamics } from './layer-dynamics.js';

/**
 * @throws ArgumentError if the outputs of a layer are projected, which algorithms of single units
 * cannot follow
 */
export function requireUnprojected(algorithm: string, { layer }: LayerDynamics): void {
  if (layer.weightHr === undefined) return;
  throw new ArgumentError(
    algorithm,
    `the output of the ${layer.cell.name} is projected from ${layer.hiddenSize} to ${layer.outputSize}, so h has no unit of its own for each gate; use rtrl() or uoro(), or leave the projection out.`,
  );
}
