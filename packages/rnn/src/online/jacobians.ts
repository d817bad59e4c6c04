import type { Address } from '@tbptt/core/operation';
import { FixedKernel, type Operand } from './fixed-kernel.js';
import type { LayerDynamics } from './layer-dynamics.js';
import { weightedSum } from './programs.js';

/**
 * The Jacobian of a layer of one lane by h before the step through the recurrent products, and by
 * the inputs of the step. Lanes share the memory.
 */
export class Jacobians {
  /** [H, O] for each state; 0 if it does not depend on h through products. */
  readonly byHidden: readonly Address[];
  /** [H, D] for each state; 0 if it does not depend on the inputs, or if they are not requested. */
  readonly byInput: readonly Address[];
  readonly #dynamics: LayerDynamics;
  readonly #withInput: boolean;
  readonly #kernels: readonly (readonly FixedKernel[])[];

  constructor(dynamics: LayerDynamics, withInput: boolean) {
    const { place, sizes, layer } = dynamics;
    const { B, D, H, O, S, R } = sizes;
    this.#dynamics = dynamics;
    this.#withInput = withInput;
    const { resultNames } = layer.cell.equation.partials;
    const depends = (k: number, gates: readonly string[], suffix: string): number[] =>
      gates.flatMap((gate, g) =>
        resultNames.includes(`${layer.cell.states[k]}/${gate}.${suffix}`) ? [g] : [],
      );
    const { gates, splitGates, sumGates, states } = layer.cell;
    const hidden = states.map((_, k) => [
      ...depends(k, sumGates, 'input'),
      ...depends(k, splitGates, 'recurrent').map((g) => S + g),
    ]);
    const input = states.map((_, k) => (withInput ? depends(k, gates, 'input') : []));
    this.byHidden = hidden.map((terms) => (terms.length === 0 || R === 0 ? 0 : place.allocate(H * O)));
    this.byInput = input.map((terms) => (terms.length === 0 ? 0 : place.allocate(H * D)));
    const eb = place.memory.elementBytes;
    const kernelsOf = (
      lane: number,
      addresses: readonly Address[],
      terms: readonly (readonly number[])[],
      columns: number,
      weights: Address,
      partial: (k: number, gate: number, lane: number) => Address,
    ): FixedKernel[] =>
      addresses.flatMap((address, k) => {
        const sum = weightedSum('assemble a Jacobian', 'column', (terms[k] ?? []).map(String));
        if (address === 0 || sum === undefined) return [];
        const places: Record<string, Operand> = { y: { address, rowStride: dynamics.bytes(columns) } };
        for (const gate of terms[k] ?? []) {
          places[`d${gate}`] = { address: partial(k, gate, lane), rowStride: eb };
          const block = weights + dynamics.bytes(gate * H * columns);
          places[`x${gate}`] = { address: block, rowStride: dynamics.bytes(columns) };
        }
        return [new FixedKernel(place, sum, places, H, columns)];
      });
    this.#kernels = Array.from({ length: B }, (_, lane) => [
      ...kernelsOf(lane, this.byHidden, hidden, O, dynamics.recurrentTransposed, (k, g, b) =>
        dynamics.byRecurrent(k, g, b),
      ),
      ...kernelsOf(lane, this.byInput, input, D, dynamics.inputTransposed, (k, g, b) =>
        dynamics.byInput(k, g, b),
      ),
    ]);
  }

  /** Transposes the weights as they are now, once in each step. */
  prepare(): void {
    this.#dynamics.transposeWeights(this.#withInput);
  }

  /** Computes the Jacobians of a lane. */
  assemble(lane: number): void {
    for (const kernel of this.#kernels[lane] as readonly FixedKernel[]) kernel.run();
  }
}
