import type { Parameter, Tensor } from '@tbptt/core';

/** The weights of a layer, in the sizes of `Sizes`. */
export interface Weights {
  /** [D, G H] */
  readonly weightIh: Parameter;
  /** [O, R H] */
  readonly weightHh: Tensor | undefined;
  /** [G H] */
  readonly biasIh: Parameter | undefined;
  /** [R H] */
  readonly biasHh: Parameter | undefined;
  /** [H, O]: projects h. */
  readonly weightHr: Parameter | undefined;
  /** [H] for each unit weight of the cell. */
  readonly units: Readonly<Record<string, Parameter>>;
  /** H */
  readonly hiddenSize: number;
  /** O */
  readonly outputSize: number;
}
