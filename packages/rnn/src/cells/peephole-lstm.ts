import { add, mul, sigmoid, tanh } from '@tbptt/core/equation';
import { cell } from './declaration.js';
import { RecurrentLayer, type RecurrentLayerOptions } from './recurrent-layer.js';

const peepholeLSTM = cell({
  name: 'PeepholeLSTM',
  gates: { i: 'sum', f: 'sum', g: 'sum', o: 'sum' },
  states: ['h', 'c'],
  units: ['pi', 'pf', 'po'],
  equation: ({ i, f, g, o }, { c }, { pi, pf, po }) => {
    const input = sigmoid(add(i, mul(pi, c)));
    const forget = sigmoid(add(f, mul(pf, c)));
    const memory = add(mul(forget, c), mul(input, tanh(g)));
    const output = sigmoid(add(o, mul(po, memory)));
    return { h: mul(output, tanh(memory)), c: memory };
  },
});

/**
 * LSTM with peepholes (Gers & Schmidhuber 2000): the input and forget gates see the memory before
 * the step, the output gate the memory after it. Each unit sees only its own memory, through
 * `units.pi`, `units.pf` and `units.po` [H]:
 *
 *     i, f, g, o = x Wᵢₕ + bᵢₕ + h Wₕₕ + bₕₕ
 *     c' = σ(f + p_f c) c + σ(i + p_i c) tanh(g)
 *     h' = σ(o + p_o c') tanh(c')
 *
 * State: `{ h: [B, H], c: [B, H] }`.
 */
export class PeepholeLSTM extends RecurrentLayer<'h' | 'c', 'pi' | 'pf' | 'po'> {
  constructor(inputs: number, hidden: number, options: RecurrentLayerOptions) {
    super(peepholeLSTM, inputs, hidden, options);
  }
}
