/** How networks of an experiment are trained: Adam on clipped gradients. */
interface Training {
  /** H */
  readonly hidden: number;
  readonly learningRate: number;
  /** Updates after which the learning rate is half of it. Default: it stays. */
  readonly halfLife?: number;
  /** The norm that gradients are clipped to. */
  readonly clip: number;
  /** Sequences in each update. */
  readonly batch: number;
}

/** The training of layers with orthogonal recurrent weights, as the tables of results tell it. */
export function inWords({ hidden, learningRate, halfLife, clip, batch }: Training): string {
  const falling = halfLife === undefined ? '' : `, halved every ${halfLife} updates`;
  return (
    `${hidden} units; Adam ${learningRate}${falling}, gradient norm at most ${clip}; ` +
    `${batch} sequences in each update; recurrent weights orthogonal`
  );
}
