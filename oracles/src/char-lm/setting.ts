/**
 * The run that both sides make: a small language model by the truncated back-propagation that
 * everybody uses.
 */
export const SETTING = {
  hidden: 128,
  layers: 2,
  /** `B`, how many stretches of the text are read side by side. */
  lanes: 50,
  /** `T`, the steps of a window: `k1 = k2 = T`, the state carried and detached. */
  window: 50,
  /** How many windows are trained on: one update each. */
  windows: 100,
  /** To which the norm of the whole gradient is clipped. */
  maximumNorm: 5,
  /** Of Adam. */
  learningRate: 2e-3,
  /** What our initial weights are drawn from; PyTorch begins with the same. */
  seed: 42,
} as const;

/**
 * How far a loss may be from PyTorch's, in nats: rounding makes 5e-7, another epsilon of Adam 8e-3,
 * a state that is not carried 0.1.
 */
export const ALLOWED = 1e-5;
