import { runInNewContext } from 'node:vm';
import { explain, tensor } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { originOf } from './origin.js';
import { losses, networkOf, type Plan, presets } from './plan.js';
import { planIn, planToUrl } from './plan-in-url.js';
import { type Kind, type Quantity, valueOf } from './quantity.js';

const explanationOf = (plan: Plan) =>
  explain(
    networkOf(plan),
    tensor([1, plan.inputs.length], plan.inputs),
    tensor([1, plan.targets.length], plan.targets),
    losses[plan.loss],
    { learningRate: plan.rate },
  );

/** All numbers of a plan's explanation. */
function quantitiesOf(plan: Plan): readonly Quantity[] {
  const all: Quantity[] = [{ kind: 'loss', layer: 0, unit: 0 }];
  const ofUnits: readonly Kind[] = ['b', 'z', 'a', 'error', 'slope', 'delta', 'db', 'b+'];
  plan.layers.slice(1).forEach((units, layer) => {
    for (let unit = 0; unit < units; unit++) {
      all.push(...ofUnits.map((kind) => ({ kind, layer, unit })));
      for (let from = 0; from < (plan.layers[layer] ?? 0); from++) {
        all.push(...(['w', 'dw', 'w+'] as const).map((kind) => ({ kind, layer, unit, from })));
      }
    }
  });
  return all;
}

/** Computes a formula whose values are put in. */
function computed(text: string): number {
  const half = text.replaceAll('½', '0.5').replaceAll('×', '*').replaceAll('−', '-').replaceAll('²', '**2');
  const code = half
    .replaceAll('e^', 'Math.E**')
    .replaceAll('tanh', 'Math.tanh')
    .replaceAll('max', 'Math.max')
    .replaceAll(/-(?=\d[\d.]*\*\*)/g, '-1*')
    .replace(/^1 if (.*) > 0, else 0$/, '($1 > 0 ? 1 : 0)');
  return Number(runInNewContext(code));
}

const rectified: Plan = {
  ...presets.random.plan,
  hidden: 'relu',
  output: 'tanh',
  loss: 'half squared error',
};
const plans = [...Object.values(presets).map(({ plan }): Plan => plan), rectified];

describe('a number with its formula', () => {
  test.each(plans.map((plan) => [plan.layers.join('-'), plan] as const))(
    'is what the formula with values put in computes: %s',
    (_, plan) => {
      const explanation = explanationOf(plan);
      for (const quantity of quantitiesOf(plan)) {
        const { formula, values } = originOf(explanation, plan, quantity);
        const value = valueOf(explanation, plan.targets, quantity);
        expect(value).not.toBeNaN();
        // Weights and biases are given.
        expect(formula === undefined).toBe(quantity.kind === 'w' || quantity.kind === 'b');
        if (values === undefined) continue;
        // The values have four decimals.
        expect(Math.abs(computed(values) - value), `${formula} = ${values}`).toBeLessThan(6e-4);
      }
    },
  );
});

describe('the textbook preset', () => {
  const { plan } = presets.textbook;
  const { forward, loss } = explanationOf(plan);

  test('shows 0.3890, 0.3733 and -1.2220', () => {
    expect(forward[1]?.a[0]?.[0]?.toFixed(4)).toBe('0.3890');
    expect(loss.value.toFixed(4)).toBe('0.3733');
    expect(loss.derivative[0]?.[0]?.toFixed(4)).toBe('-1.2220');
  });
});

describe('an address', () => {
  test.each(plans.map((plan) => [plan.layers.join('-'), plan] as const))(
    'holds a whole plan: %s',
    (_, plan) => {
      const written = planToUrl('textbook', plan);
      expect(planIn(new URLSearchParams(written))).toEqual(plan);
    },
  );

  test('that makes no sense gives the preset', () => {
    const search = new URLSearchParams(
      'preset=nothing&layers=1-99&hidden=toString&rate=-1&seed=x&x=1,2&w=1&t=Infinity',
    );
    const { numbers: _, ...start } = presets.textbook.plan;
    expect(planIn(search)).toEqual(start);
    expect(planIn(new URLSearchParams('layers=2-2&w=1,2,3'))).toMatchObject({
      layers: [2, 2],
      inputs: [0.5, 0.5],
      targets: [1, 1],
    });
  });
});
