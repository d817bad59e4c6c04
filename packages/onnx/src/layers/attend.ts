import { DATA_TYPES } from '../graph/encode-model.js';
import type { Graph, Value } from '../graph/graph.js';
import { unsqueeze } from '../graph/rearrange.js';

/** The result of attention. */
export interface Seen {
  /** `[B, T, K]` The means of the keys. */
  readonly contexts: Value;
  /** `[B, T, S]` */
  readonly weights: Value;
}

/** A score so low that its weight is 0, unless all are as low: infinity would give NaN then. */
const HIDDEN = -1e30;

/**
 * Weighs keys `[B, S, K]` by the softmax of scores `[B, T, S]` over the steps that the mask `[B, S]`
 * is not 0 at. A lane whose steps are all hidden sees 0.
 */
export function attend(graph: Graph, scores: Value, keys: Value, mask: Value): Seen {
  const cast = {
    operator: 'Cast',
    inputs: [unsqueeze(graph, mask, 1)],
    attributes: { to: { int: DATA_TYPES.bool } },
  };
  const visible = graph.add(cast, [mask.axes[0] ?? 'B', 1, mask.axes[1] ?? 'S'], 'bool');
  const visibleOr = (value: Value, hidden: number): Value =>
    graph.add({ operator: 'Where', inputs: [visible, value, graph.number('hidden', hidden)] }, scores.axes);
  const shares = graph.add(
    { operator: 'Softmax', inputs: [visibleOr(scores, HIDDEN)], attributes: { axis: { int: -1 } } },
    scores.axes,
  );
  const weights = visibleOr(shares, 0);
  const axes = [...scores.axes.slice(0, 2), keys.axes[2] ?? 'K'];
  return { contexts: graph.add({ operator: 'MatMul', inputs: [weights, keys] }, axes), weights };
}
