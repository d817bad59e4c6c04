import { describe, expect, test } from 'vitest';
import { crossEntropy } from '../losses/cross-entropy.js';
import { meanSquaredError } from '../losses/mean-squared-error.js';
import { normal } from '../nn/initializers.js';
import { Linear } from '../nn/linear.js';
import { Sequential } from '../nn/sequential.js';
import { relu } from '../ops/activations/relu.js';
import { sigmoid } from '../ops/activations/sigmoid.js';
import { softmax } from '../ops/softmax.js';
import { seeded } from '../random/seeded.js';
import { indices } from '../tensor/indices.js';
import { tensor } from '../tensor/tensor.js';
import { explain } from './explain.js';
import { formatExplanation } from './format-explanation.js';

const lengthOf = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

describe('the text of an explanation', () => {
  test('shows the phases one after the other', () => {
    const [first, second] = [
      new Linear(1, 2, { random: seeded(1) }),
      new Linear(2, 1, { random: seeded(1) }),
    ];
    first.weight.assign(tensor([1, 2], [0.5, -1]));
    first.bias?.assign(tensor([2], [0, 0.5]));
    second.weight.assign(tensor([2, 1], [1, 2]));
    second.bias?.assign(tensor([1], [-1]));
    const model = new Sequential(first, sigmoid, second);
    const explanation = explain(model, tensor([1, 1], [0.5]), tensor([1, 1], [1]), meanSquaredError);
    expect(formatExplanation(explanation)).toMatchInlineSnapshot(`
      "Back-propagation of 1 sample through a network of 1 -> 2 sigmoid -> 1 units

      1. Forward: z = a W + b with the a of the layer before, then a = f(z)

        inputs     a        0.5000
        layer 1    z        0.2500    0.0000
        sigmoid    a        0.5622    0.5000
        layer 2    z        0.5622
        identity   a        0.5622

      2. Loss: L = meanSquaredError(a, targets), and its derivative by a

        loss       L        0.1917
                   dL/da   -0.8756

      3. Deltas, last layer first: delta = dL/dz = dL/da f'(z);
         the dL/da of the layer before is delta times the transpose of W

        layer 2    dL/da   -0.8756
                   f'(z)    1.0000
                   delta   -0.8756
        layer 1    dL/da   -0.8756   -1.7513
                   f'(z)    0.2461    0.2500
                   delta   -0.2155   -0.4378

      4. Gradients: dW is the outer product of the a that came in and delta,
         and db is delta

        layer 1    dW      -0.1078   -0.2189
                   db      -0.2155   -0.4378
        layer 2    dW      -0.4923
                           -0.4378
                   db      -0.8756

      Update: W - 0.1 dW and b - 0.1 db

        layer 1    W        0.5000   -1.0000
                   new W    0.5108   -0.9781
                   b        0.0000    0.5000
                   new b    0.0216    0.5438
        layer 2    W        1.0000
                            2.0000
                   new W    1.0492
                            2.0438
                   b       -1.0000
                   new b   -0.9124
      "
    `);
  });

  test('keeps to 80 columns, and says what it leaves out, for a network of any size and numbers of any size', () => {
    const random = seeded(2);
    const model = new Sequential(
      ...[40, 30, 20, 10, 9, 8].flatMap((inputs, i, all) => [
        new Linear(inputs, all[i + 1] ?? 7, { random, weight: normal(100) }),
        i === 5 ? softmax : relu,
      ]),
    );
    const inputs = normal(1e4)([9, 40], random);
    const classes = indices([9], [0, 1, 2, 3, 4, 5, 6, 0, 1]);
    const aLossWithANameThatTakesUpMoreThanItsShareOfTheLine: typeof crossEntropy = (a, targets) =>
      crossEntropy(a, targets);
    const loss = aLossWithANameThatTakesUpMoreThanItsShareOfTheLine;
    const text = formatExplanation(explain(model, inputs, classes, loss));
    expect(lengthOf(text)).toBeLessThanOrEqual(80);
    expect(text).toMatch(/\.\.\. of 40$/m);
    expect(text).toMatch(/\.\.\. and 4 more rows$/m);
    expect(text).toMatch(/summed over the samples/);
    expect(text).not.toMatch(/\d-\d+\.|\.\d{4}\d/); // numbers stand apart
  });
});
