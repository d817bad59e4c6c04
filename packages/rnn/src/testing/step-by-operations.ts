import { add, gather, matmul, slice, Tensor } from '@tbptt/core';
import { applyEquation } from '@tbptt/core/operation';
import { inputOperand, previousOperand, recurrentOperand } from '../cells/declaration.js';
import type { LayerState, RecurrentLayer } from '../cells/recurrent-layer.js';
import type { Sequence } from '../recurrent.js';

/**
 * One step of a layer in ordinary tensor operations, from its declaration alone: the program that the fused window must equal. Input `[B, D]` or
 * symbols `[B]`.
 */
export function stepByOperations<S extends string>(
  layer: RecurrentLayer<S>,
  input: Sequence,
  state: LayerState<S>,
): LayerState<S> {
  const { cell, outputSize: H, weightIh, weightHh, biasIh, biasHh } = layer;
  const { sumGates, splitGates, states, equation } = cell;
  const fromInput = biased(
    input instanceof Tensor ? matmul(input, weightIh) : gather(weightIh, input),
    biasIh,
  );
  const fromState = biased(matmul(state['h' as S], weightHh), biasHh);
  const column = (products: Tensor, index: number): Tensor => slice(products, 1, index * H, (index + 1) * H);

  const operands: Record<string, Tensor> = {};
  [...sumGates, ...splitGates].forEach((gate, index) => {
    const [x, h] = [column(fromInput, index), column(fromState, index)];
    if (splitGates.includes(gate)) {
      operands[inputOperand(gate)] = x;
      operands[recurrentOperand(gate)] = h;
    } else {
      operands[inputOperand(gate)] = add(x, h);
    }
  });
  for (const name of states) operands[previousOperand(name)] = state[name as S];
  return applyEquation(equation, operands, {}) as LayerState<S>;
}

function biased(products: Tensor, bias: Tensor | undefined): Tensor {
  return bias === undefined ? products : add(products, bias);
}
