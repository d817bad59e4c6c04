import type { Buffers } from './buffers.js';
import { allLanes, type LaneShare } from './step.js';

/** A loop over the steps of a window. */
export interface WindowLoop {
  /** The number of first steps that differ only in addresses, which move evenly. */
  readonly even: number;
  /** The multiplications of one lane in one step. */
  readonly work: number;
  /** Returns the function that computes the first step, the second and so on for a share of the lanes. */
  share(share: LaneShare): (index: number) => void;
}

/** Runs a loop whose lanes do not depend on each other, by several threads if the kernels have them. */
export function overLanes(buffers: Buffers, loop: WindowLoop): void {
  const { place, sizes } = buffers;
  const { kernels } = place;
  if (kernels.overLanes === undefined) return allAtOnce(buffers, loop);
  kernels.overLanes({
    lanes: sizes.B,
    steps: sizes.T,
    even: loop.even,
    work: loop.work,
    share: (own, from, to) => loop.share({ kernels: own, from, to }),
  });
}

/** Runs a loop for all lanes at once. */
export function allAtOnce(buffers: Buffers, loop: WindowLoop): void {
  const step = loop.share(allLanes(buffers));
  for (let index = 0; index < buffers.sizes.T; index++) step(index);
}
