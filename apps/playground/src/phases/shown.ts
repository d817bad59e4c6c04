import type { Plan } from './plan.js';
import type { Quantity } from './quantity.js';
import type { Step } from './steps.js';

/** A number of a unit. It is `fresh` if the current step computes or reads it. */
export interface NodeNumber {
  readonly quantity: Quantity;
  readonly fresh: boolean;
}

/** A number of a weight. */
export type EdgeNumber = NodeNumber;

/** The numbers that the figure shows at a step. */
export interface Shown {
  readonly nodes: readonly NodeNumber[];
  readonly above: readonly NodeNumber[];
  readonly below: readonly NodeNumber[];
  readonly edges: readonly EdgeNumber[];
}

/** Returns the numbers that the figure shows when the steps up to `at` are done. */
export function shownAt(plan: Plan, steps: readonly Step[], at: number): Shown {
  const { phase, layer: current } = steps[at] as Step;
  const done = (wanted: Step['phase'], layer?: number) => {
    const found = steps.findIndex((step) => step.phase === wanted && step.layer === layer);
    return found >= 0 && found <= at;
  };
  const isFresh = (wanted: Step['phase'], layer: number) => phase === wanted && current === layer;
  const backward = phase === 'deltas' || phase === 'gradients';
  const nodes: NodeNumber[] = [];
  const above: NodeNumber[] = [];
  const below: NodeNumber[] = [];
  const edges: EdgeNumber[] = [];
  for (let unit = 0; unit < (plan.layers[0] ?? 0); unit++) {
    const isRead = isFresh('forward', 0) || isFresh('gradients', 0);
    nodes.push({ quantity: { kind: 'x', layer: 0, unit }, fresh: isRead });
  }
  for (let layer = 0; layer < plan.layers.length - 1; layer++) {
    const isLast = layer === plan.layers.length - 2;
    for (let unit = 0; unit < (plan.layers[layer + 1] ?? 0); unit++) {
      const of = (kind: Quantity['kind'], fresh: boolean): NodeNumber => ({
        quantity: { kind, layer, unit },
        fresh,
      });
      const hasDelta = done('deltas', layer);
      if (hasDelta && backward)
        nodes.push(of('delta', isFresh('deltas', layer) || isFresh('gradients', layer)));
      else if (done('forward', layer))
        nodes.push(of('a', isFresh('forward', layer) || (isLast && phase === 'loss')));
      if (phase === 'loss' && isLast) above.push(of('error', true));
      else if (isFresh('deltas', layer)) above.push(of('error', true));
      else if (phase === 'gradients' && done('gradients', layer)) above.push(of('a', false));
      else if (done('forward', layer)) above.push(of('z', isFresh('forward', layer)));
      if (phase === 'update') below.push(of('b+', true));
      else if (isFresh('deltas', layer)) below.push(of('slope', true));
      else if (phase === 'gradients' && done('gradients', layer))
        below.push(of('db', isFresh('gradients', layer)));
      else below.push(of('b', isFresh('forward', layer)));
      for (let from = 0; from < (plan.layers[layer] ?? 0); from++) {
        const kind =
          phase === 'update' ? 'w+' : phase === 'gradients' && done('gradients', layer) ? 'dw' : 'w';
        const fresh =
          phase === 'update' ||
          isFresh('forward', layer) ||
          isFresh('gradients', layer) ||
          isFresh('deltas', layer - 1); // the weights through which errors come back
        edges.push({ quantity: { kind, layer, unit, from }, fresh });
      }
    }
  }
  return { nodes, above, below, edges };
}

/** Returns the number that is selected at first in a step. */
export function firstOf(plan: Plan, { phase, layer = 0 }: Step): Quantity {
  if (phase === 'forward') return { kind: 'z', layer, unit: 0 };
  if (phase === 'loss') return { kind: 'loss', layer: 0, unit: 0 };
  if (phase === 'deltas') return { kind: 'delta', layer, unit: 0 };
  if (phase === 'gradients') return { kind: 'dw', layer, unit: 0, from: 0 };
  return { kind: 'w+', layer: plan.layers.length - 2, unit: 0, from: 0 };
}
