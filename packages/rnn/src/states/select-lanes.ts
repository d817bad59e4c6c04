import { ArgumentError, gather, indices } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import type { State } from '../recurrent.js';
import { mapStates } from './map-states.js';

/**
 * Returns the state of some lanes, in the given order. A lane may be named several times. So a
 * state of any batch size can be made: `selectLanes(state, [3])` is lane 3 alone, to sample after
 * the text that training has read, and `selectLanes(state, [0, 0, 0])` are three lanes that
 * continue from lane 0. Gradients pass through the selection.
 *
 * @throws ArgumentError if a lane is not one of the state's, or if the first argument is not a
 * state
 */
export function selectLanes<S extends State>(state: S, lanes: readonly number[]): S {
  const given: unknown = lanes;
  if (!Array.isArray(given)) {
    throw new ArgumentError(
      'selectLanes',
      `the lanes are ${describe(given)}; they must be an array of lane numbers, such as [0].`,
    );
  }
  return mapStates(state, (tensor) => {
    const [B = 0] = tensor.shape;
    for (let i = 0; i < lanes.length; i++) {
      const lane = lanes[i] as number;
      if (Number.isInteger(lane) && lane >= 0 && lane < B) continue;
      throw new ArgumentError(
        'selectLanes',
        `there is no lane ${describe(lane)}; the state has ${B === 0 ? 'no lanes' : `the lanes 0 to ${B - 1}`}.`,
      );
    }
    return gather(tensor, indices([lanes.length], lanes));
  });
}
