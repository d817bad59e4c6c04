import type { Explanation } from '@tbptt/core';
import { formatNumber } from '../format.js';
import type { Activation, Plan } from './plan.js';
import { incomingOf, type Kind, type Quantity, symbolOf, valueOf } from './quantity.js';

/** The computation of a number. */
export interface Origin {
  /** The formula, right of the equals sign. Undefined if the number is given. */
  readonly formula?: string;
  /** The formula with its values put in. */
  readonly values?: string;
}

const FUNCTIONS: Readonly<
  Record<
    Activation,
    {
      readonly of: (z: string) => string;
      readonly slope: readonly [string, (z: string, a: string) => string];
    }
  >
> = {
  sigmoid: { of: (z) => `1 / (1 + e^(−${z}))`, slope: ['a (1 − a)', (_, a) => `${a} × (1 − ${a})`] },
  tanh: { of: (z) => `tanh(${z})`, slope: ['1 − a²', (_, a) => `1 − ${a}²`] },
  relu: { of: (z) => `max(0, ${z})`, slope: ['1 if z > 0, else 0', (z) => `1 if ${z} > 0, else 0`] },
  identity: { of: (z) => z, slope: ['1, for there is no activation', () => '1'] },
};

/** Returns the activation of a layer. */
function activationOf(plan: Plan, layer: number): Activation {
  return layer === plan.layers.length - 2 ? plan.output : plan.hidden;
}

/** Returns a number as a part of a formula, in brackets if it is negative. */
function part(value: number): string {
  return value < 0 ? `(${formatNumber(value)})` : formatNumber(value);
}

/** Returns the computation of a number of an explanation: the formula, and the formula with values. */
export function originOf(explanation: Explanation, plan: Plan, quantity: Quantity): Origin {
  const { layer, unit, from = 0 } = quantity;
  const get = (kind: Kind, at: Partial<Quantity> = {}): number =>
    valueOf(explanation, plan.targets, { ...quantity, ...at, kind });
  const say = (kind: Kind, at: Partial<Quantity> = {}): string =>
    kind === 'a' && (at.layer ?? layer) < 0
      ? symbolOf({ kind: 'x', layer: 0, unit: at.unit ?? unit })
      : symbolOf({ ...quantity, ...at, kind });
  const incoming = incomingOf(explanation, layer);
  const next = plan.layers[layer + 2] ?? 0;
  const units = Array.from({ length: next }, (_, k) => k);
  const activation = FUNCTIONS[activationOf(plan, layer)];
  const isLast = layer === plan.layers.length - 2;
  const outputs = plan.targets.length;
  const half = plan.loss === 'half squared error';
  const mean = outputs === 1 ? '' : ` / ${outputs}`;
  const last = plan.layers.length - 2;
  const rate = formatNumber(plan.rate);
  const origins: Record<Kind, () => Origin> = {
    x: () => ({}),
    t: () => ({}),
    w: () => ({}),
    b: () => ({}),
    z: () => {
      const terms = incoming.map(
        (_, i) => `${say('a', { layer: layer - 1, unit: i })} ${say('w', { from: i })}`,
      );
      const numbers = incoming.map((a, i) => `${part(a)} × ${part(get('w', { from: i }))}`);
      return {
        formula: [...terms, say('b')].join(' + '),
        values: [...numbers, part(get('b'))].join(' + '),
      };
    },
    a: () => ({ formula: activation.of(say('z')), values: activation.of(part(get('z'))) }),
    loss: () => {
      const squares = plan.targets.map((_, j) => [say('a', { layer: last, unit: j }), `t${j}`] as const);
      const terms = squares.map(([a], j) => `(${a} − ${symbolOf({ kind: 't', layer: 0, unit: j })})²`);
      const numbers = plan.targets.map(
        (t, j) => `(${part(get('a', { layer: last, unit: j }))} − ${part(t)})²`,
      );
      const bracket = (list: readonly string[]) => (outputs === 1 ? list.join('') : `(${list.join(' + ')})`);
      const scale = half ? '½ × ' : '';
      return { formula: `${scale}${bracket(terms)}${mean}`, values: `${scale}${bracket(numbers)}${mean}` };
    },
    error: () => {
      if (isLast) {
        const scale = half ? '' : '2 × ';
        return {
          formula: `${scale}(${say('a')} − ${symbolOf({ kind: 't', layer: 0, unit })})${mean}`,
          values: `${scale}(${part(get('a'))} − ${part(get('t'))})${mean}`,
        };
      }
      // The units of the next layer that this one leads to, each with the weight between them.
      const places = units.map(
        (k) =>
          [
            { layer: layer + 1, unit: k },
            { layer: layer + 1, unit: k, from: unit },
          ] as const,
      );
      return {
        formula: places.map(([to, weight]) => `${say('delta', to)} ${say('w', weight)}`).join(' + '),
        values: places
          .map(([to, weight]) => `${part(get('delta', to))} × ${part(get('w', weight))}`)
          .join(' + '),
      };
    },
    slope: () => ({
      formula: activation.slope[0],
      values: activation.slope[1](part(get('z')), part(get('a'))),
    }),
    delta: () => ({
      formula: `${say('error')} × ${say('slope')}`,
      values: `${part(get('error'))} × ${part(get('slope'))}`,
    }),
    dw: () => ({
      formula: `${say('a', { layer: layer - 1, unit: from })} × ${say('delta')}`,
      values: `${part(incoming[from] ?? Number.NaN)} × ${part(get('delta'))}`,
    }),
    db: () => ({ formula: say('delta'), values: part(get('delta')) }),
    'w+': () => ({
      formula: `${say('w')} − ${rate} × ${say('dw')}`,
      values: `${part(get('w'))} − ${rate} × ${part(get('dw'))}`,
    }),
    'b+': () => ({
      formula: `${say('b')} − ${rate} × ${say('db')}`,
      values: `${part(get('b'))} − ${rate} × ${part(get('db'))}`,
    }),
  };
  return origins[quantity.kind]();
}
