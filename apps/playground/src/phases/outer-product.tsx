import type { Explanation } from '@tbptt/core';
import { formatNumber } from '../format.js';
import type { Plan } from './plan.js';
import { incomingOf, isSame, nameOf, type Quantity, symbolOf, valueOf } from './quantity.js';

interface Props {
  readonly explanation: Explanation;
  readonly plan: Plan;
  readonly layer: number;
  readonly asked: Quantity;
  readonly ask: (quantity: Quantity) => void;
}

/** The gradient of a layer's weights: a row for each incoming number, a column for each error signal. */
export function OuterProduct({ explanation, plan, layer, asked, ask }: Props) {
  const incoming = incomingOf(explanation, layer);
  const units = Array.from({ length: plan.layers[layer + 1] ?? 0 }, (_, unit) => unit);
  const decimals = units.length > 3 ? 2 : 4;
  const value = (quantity: Quantity) => valueOf(explanation, plan.targets, quantity);
  return (
    <>
      <p class="verdict">It is one of the outer product of what came in and the error signals:</p>
      <table class="outer" aria-label="Gradient of the weights">
        <thead>
          <tr>
            <td />
            {units.map((unit) => (
              <th key={unit} scope="col">
                {symbolOf({ kind: 'delta', layer, unit })}
                <br />
                {formatNumber(value({ kind: 'delta', layer, unit }), decimals)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {incoming.map((number, from) => (
            <tr key={from}>
              <th scope="row">
                {symbolOf(
                  layer === 0
                    ? { kind: 'x', layer, unit: from }
                    : { kind: 'a', layer: layer - 1, unit: from },
                )}{' '}
                {formatNumber(number, decimals)}
              </th>
              {units.map((unit) => {
                const quantity: Quantity = { kind: 'dw', layer, unit, from };
                const text = formatNumber(value(quantity), decimals);
                return (
                  <td key={unit}>
                    <button
                      type="button"
                      class={`number ${value(quantity) < 0 ? 'negative' : 'positive'}`}
                      aria-label={`${nameOf(quantity)}: ${text}`}
                      aria-pressed={isSame(asked, quantity)}
                      onClick={() => ask(quantity)}
                      onFocus={() => ask(quantity)}
                      onMouseEnter={() => ask(quantity)}
                    >
                      {text}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
