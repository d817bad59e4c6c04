/** The phases of back-propagation, and the update that follows. */
export const PHASES = ['forward', 'loss', 'deltas', 'gradients', 'update'] as const;

/** The name of a phase. */
export type Phase = (typeof PHASES)[number];

/** A step of the explanation: a phase and its layer. */
export interface Step {
  readonly phase: Phase;
  /** The number of the layer, from 0; undefined if the step is about all layers. */
  readonly layer?: number;
  readonly says: string;
}

/** Returns the steps for a network of `count` layers of weights, in the order in which they are computed. */
export function stepsOf(count: number): readonly Step[] {
  const layers = Array.from({ length: count }, (_, layer) => layer);
  return [
    ...layers.map(
      (layer): Step => ({
        phase: 'forward',
        layer,
        says: `Forward, layer ${layer + 1}: each unit adds up its weighted inputs and its bias to z. Its activation of z is its output a.`,
      }),
    ),
    {
      phase: 'loss',
      says: 'Loss: one number says how far the output is from the target. Its derivative says which way the output should not go.',
    },
    ...layers.toReversed().map(
      (layer): Step => ({
        phase: 'deltas',
        layer,
        says:
          layer === count - 1
            ? `Deltas, layer ${layer + 1}: the derivative of the loss, times the slope of the activation, is the error signal δ of an output.`
            : `Deltas, layer ${layer + 1}: the error signals of layer ${layer + 2} come back through its weights, and the slope of each unit scales what arrives.`,
      }),
    ),
    ...layers.map(
      (layer): Step => ({
        phase: 'gradients',
        layer,
        says: `Gradients, layer ${layer + 1}: the gradient of a weight is what came in at its one end times the error signal at the other.`,
      }),
    ),
    {
      phase: 'update',
      says: 'Update: each weight and each bias goes a little way against its gradient.',
    },
  ];
}
