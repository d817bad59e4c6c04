import { ArgumentError, type Group, tensor } from '@tbptt/core';
import { COUNT, describe, formatShape, requireGroup, requireRange, SIZE } from '@tbptt/core/operation';
import type { State } from '../recurrent.js';
import { type Continuation, requireContinuation } from '../training/continuation.js';
import { mapStates, tensorsOf } from './map-states.js';
import { selectLanes } from './select-lanes.js';

/** The lanes of a rank among those of all, such as `Lanes` of `@tbptt/data` in a group. */
export interface LanesOfRank {
  /** The first lane of the rank. */
  readonly first: number;
  /** The number of its lanes. */
  readonly lanes: number;
}

/**
 * Returns an update as one of all ranks of a group: with the states of all lanes, in the order of
 * the ranks, and the positions that all have counted. Every rank calls it and has the same result,
 * from which a run continues on any number of ranks by `takeLanes`.
 *
 * ```ts
 * const whole = gatherLanes(update, group);
 * if (group.rank === 0) save(encodeCheckpoint({ model, optimizer }, { after: whole }));
 * ```
 *
 * @throws ArgumentError if the first argument is not an update, or the second not a group.
 */
export function gatherLanes<S extends State>(after: Continuation<S>, group: Group): Continuation<S> {
  requireContinuation('gatherLanes', after);
  requireGroup('gatherLanes', group);
  const { position, state, carried } = after;
  const seen = Float64Array.of(position.seen);
  group.allReduce([seen]);
  return {
    position: { ...position, seen: seen[0] as number },
    state: gathered(state, group),
    ...(carried !== undefined && { carried: gathered(carried, group) }),
  };
}

/**
 * Returns the part of an update of all ranks with which one rank continues: the states of its lanes.
 * The positions that were counted so far are those of rank 0 alone, so that they count once.
 *
 * @throws ArgumentError if the first argument is not an update, or if it has too few lanes.
 */
export function takeLanes<S extends State>(after: Continuation<S>, rank: LanesOfRank): Continuation<S> {
  requireContinuation('takeLanes', after);
  const given: unknown = rank;
  if (typeof given !== 'object' || given === null) {
    throw new ArgumentError(
      'takeLanes',
      `the lanes are ${describe(given)}; they must be { first, lanes }, such as Lanes of @tbptt/data in a group.`,
    );
  }
  const { first, lanes } = rank;
  requireRange('takeLanes', 'first', first, COUNT);
  requireRange('takeLanes', 'lanes', lanes, { ...SIZE, most: 2 ** 20 });
  const { position, state, carried } = after;
  const own = Array.from({ length: lanes }, (_, lane) => first + lane);
  return {
    position: { ...position, seen: first === 0 ? position.seen : 0 },
    state: selectLanes(state, own),
    ...(carried !== undefined && { carried: selectLanes(carried, own) }),
  };
}

/** Returns a state with the lanes of all ranks, one after the other. */
function gathered<S extends State>(state: S, group: Group): S {
  const [
    {
      shape: [lanes = 0],
    } = { shape: [] },
  ] = tensorsOf(state);
  const counts = new Float64Array(group.size);
  counts[group.rank] = lanes;
  group.allReduce([counts]);
  return mapStates(state, (part) => {
    if (part.shape[0] !== lanes || lanes === 0) {
      throw new ArgumentError(
        'gatherLanes',
        `a part of the state is ${formatShape(part.shape)}; its parts must have the same lanes, and at least one.`,
      );
    }
    const own = part.toFloats();
    const width = part.shape.slice(1).reduce((product, size) => product * size, 1);
    const parts = Array.from(counts, (count, rank) =>
      rank === group.rank ? own : new Float32Array(count * width),
    );
    parts.forEach((each, rank) => group.broadcast([each], rank));
    const total = counts.reduce((sum, count) => sum + count, 0);
    const all = new Float32Array(total * width);
    let offset = 0;
    for (const each of parts) {
      all.set(each, offset);
      offset += each.length;
    }
    return tensor([total, ...part.shape.slice(1)], all);
  });
}
