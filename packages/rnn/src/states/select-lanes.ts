import { ArgumentError, gather, indices } from '@tbptt/core';
import type { State } from '../recurrent.js';
import { mapStates } from './map-states.js';

/**
 * The state of some lanes, in that order; a lane that is named several times is forked. So a state is made one of any batch size: `selectLanes(state, [3])`
 * is lane 3 alone, to sample after what training has read, `selectLanes(state, [0, 0, 0])` are three lanes that go on from lane 0. Gradients pass.
 *
 * Throws `ArgumentError` where a lane is not one of the state's.
 */
export function selectLanes<S extends State>(state: S, lanes: readonly number[]): S {
  const rows = indices([lanes.length], lanes);
  return mapStates(state, (tensor) => {
    const [B = 0] = tensor.shape;
    const unknown = lanes.find((lane) => !Number.isInteger(lane) || lane < 0 || lane >= B);
    if (unknown !== undefined) {
      throw new ArgumentError(
        'selectLanes',
        `there is no lane ${unknown}; the state has the lanes 0 to ${B - 1}.`,
      );
    }
    return gather(tensor, rows);
  });
}
