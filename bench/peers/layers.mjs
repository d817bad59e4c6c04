// What the language models of all JavaScript peers have in common: the parameters of recurrent
// layers and an output layer, and their states.

/** Parameters by name, drawn by `draw(bound, ...shape)` uniformly within the bound, as PyTorch draws them. */
export function parametersOf({ layers, hidden }, symbols, { gates }, draw) {
  const uniform = (...shape) => draw(1 / Math.sqrt(hidden), ...shape);
  return {
    layers: Array.from({ length: layers }, (_, layer) => ({
      wx: uniform(layer === 0 ? symbols : hidden, gates * hidden),
      wh: uniform(hidden, gates * hidden),
      bx: uniform(gates * hidden),
      bh: uniform(gates * hidden),
    })),
    head: { weight: uniform(hidden, symbols), bias: uniform(symbols) },
  };
}

/** For every layer and each state of its cell what `zeros([B, H])` gives. */
export function initialState({ layers, hidden }, { states }, lanes, zeros) {
  return Array.from({ length: layers }, () => Array.from({ length: states }, () => zeros([lanes, hidden])));
}
