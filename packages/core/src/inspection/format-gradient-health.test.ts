import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { Linear } from '../nn/linear.js';
import { multiply } from '../ops/arithmetic.js';
import { sum } from '../ops/reduce.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { full, tensor } from '../tensor/tensor.js';
import { formatGradientHealth } from './format-gradient-health.js';
import { gradientHealth } from './gradient-health.js';

describe('the table of gradient health', () => {
  test('has a line for each layer and each of its parameters, the total and the verdict', () => {
    const random = seeded(1);
    const model = {
      scale: parameter(tensor([2], [1, 1])),
      layers: [new Linear(3, 2, { random }), new Linear(3, 2, { random, bias: false })],
    };
    const { layers, scale } = model;
    differentiate(model, () => {
      const y = multiply(layers[0]?.forward(tensor([3], [1, 0, -2])) ?? 0, scale);
      return multiply(sum(y), 100);
    });
    const text = formatGradientHealth(gradientHealth(model));
    expect(text).toMatchInlineSnapshot(`
      "gradient of                     size      norm       mean   largest  zeros   bad
      (the model)                        2   1.83e+2    1.20e+2   1.69e+2    0 %     0
        scale [2]                        2   1.83e+2    1.20e+2   1.69e+2    0 %     0
      layers.0                           8   3.46e+2          0   2.00e+2   25 %     0
        weight [3, 2]                    6   3.16e+2   -3.33e+1   2.00e+2   33 %     0
        bias [2]                         2   1.41e+2    1.00e+2   1.00e+2    0 %     0
      layers.1                           6         0          0         0  100 %     0
        weight [3, 2]                    6         0          0         0  100 %     0
      total                             16   3.92e+2    1.49e+1   2.00e+2   50 %     0

      exploding: the norm of the whole gradient is 3.9e+2, above 100. Clip it
      (clipByGlobalNorm), or take a smaller learning rate.
      vanishing: the root mean square of layers.1 (0.0e+0) is below 0.001 of that of
      the model (1.3e+2). Try relu, normalization, residual layers or another
      initialization.
      "
    `);
  });

  test('keeps to 80 columns whatever the names, sizes and numbers', () => {
    const w = parameter(full([123, 567], -1e-30));
    const model = { encoder: { blocks: [{ attention: { projection: { ofTheQueries: w } } }] } };
    differentiate(model, () => multiply(sum(multiply(w, w)), 1e30));
    const lines = formatGradientHealth(gradientHealth(model)).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines[1]).toMatch(/^encoder\.blo\.\.\.n\.projection /);
  });
});
