import { add, gather, matmul, slice, Tensor } from '@tbptt/core';
import { applyEquation } from '@tbptt/core/operation';
import { inputOperand, previousOperand, recurrentOperand, unitOperand } from '../cells/operand-names.js';
import type { LayerState, RecurrentLayer } from '../cells/recurrent-layer.js';
import type { Sequence } from '../recurrent.js';

/**
 * Makes one step of a layer in ordinary tensor operations, from its declaration alone: the program
 * that the fused window must equal. The input is `[B, D]` or symbols `[B]`.
 */
export function stepByOperations<S extends string, U extends string>(
  layer: RecurrentLayer<S, U>,
  input: Sequence,
  state: LayerState<S>,
): LayerState<S> {
  const { cell, hiddenSize: H, weightIh, weightHh, biasIh, biasHh, weightHr, units } = layer;
  const { gates, sumGates, splitGates, states, equation } = cell;
  const fromInput = biased(
    input instanceof Tensor ? matmul(input, weightIh) : gather(weightIh, input),
    biasIh,
  );
  const fromState = weightHh && biased(matmul(state['h' as S], weightHh), biasHh);

  const operands: Record<string, Tensor> = {};
  gates.forEach((gate, index) => {
    const x = column(fromInput, index, H);
    if (sumGates.includes(gate)) {
      operands[inputOperand(gate)] = add(x, column(fromState as Tensor, index, H));
    } else {
      operands[inputOperand(gate)] = x;
      if (splitGates.includes(gate)) {
        operands[recurrentOperand(gate)] = column(fromState as Tensor, index, H);
      }
    }
  });
  for (const name of states) operands[previousOperand(name)] = state[name];
  // An equation whose h is projected does not read it, so any operand of its size will do.
  if (weightHr !== undefined) operands[previousOperand('h')] = column(fromInput, 0, H);
  for (const [name, weight] of Object.entries<Tensor>(units)) operands[unitOperand(name)] = weight;
  const next = applyEquation(equation, operands, {}) as LayerState<S>;
  return weightHr === undefined ? next : { ...next, h: matmul(next['h' as S], weightHr) };
}

function column(products: Tensor, index: number, H: number): Tensor {
  return slice(products, 1, index * H, (index + 1) * H);
}

function biased(products: Tensor, bias: Tensor | undefined): Tensor {
  return bias === undefined ? products : add(products, bias);
}
