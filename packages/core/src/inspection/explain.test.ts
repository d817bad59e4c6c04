import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { stateDictionary } from '../files/state-dictionary.js';
import { crossEntropy } from '../losses/cross-entropy.js';
import { meanSquaredError } from '../losses/mean-squared-error.js';
import { Dropout } from '../nn/dropout.js';
import { normal } from '../nn/initializers.js';
import { Linear } from '../nn/linear.js';
import { Sequential } from '../nn/sequential.js';
import { relu } from '../ops/activations/relu.js';
import { sigmoid } from '../ops/activations/sigmoid.js';
import { tanh } from '../ops/activations/tanh.js';
import { multiply } from '../ops/arithmetic.js';
import { softmax } from '../ops/softmax.js';
import { seeded } from '../random/seeded.js';
import { indices } from '../tensor/indices.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { type Explanation, explain } from './explain.js';

const random = seeded(1);
const logistic = (z: number) => 1 / (1 + Math.exp(-z));

/** A linear layer with those weights [inputs, outputs] and biases. */
function linear(weight: readonly (readonly number[])[], bias: readonly number[]): Linear {
  const [inputs, outputs] = [weight.length, bias.length];
  const layer = new Linear(inputs, outputs, { random });
  layer.weight.assign(tensor([inputs, outputs], weight.flat()));
  layer.bias?.assign(tensor([outputs], bias));
  return layer;
}

/** Compares all gradients of an explanation with those that `differentiate` leaves. */
function expectGradientsOf(explanation: Explanation, layers: readonly Linear[], step: () => Tensor): void {
  differentiate(layers, step);
  layers.forEach(({ weight, bias }, i) => {
    const { weight: dweight = [], bias: dbias } = explanation.gradients[i] ?? {};
    expectClose(dweight.flat(), weight.gradient?.toFloats() ?? [], { name: `dW of layer ${i}` });
    expectClose(dbias ?? [], bias?.gradient?.toFloats() ?? [], { name: `db of layer ${i}` });
  });
}

describe('the textbook case of input 0.5, target 1, sigmoid hidden layers, linear output and squared error', () => {
  const [input, target] = [tensor([1, 1], [0.5]), tensor([1, 1], [1])];
  const first = linear([[0.8, -0.4]], [0.1, 0.2]);
  const second = linear(
    [
      [0.3, -0.6],
      [0.9, 0.5],
    ],
    [-0.1, 0.05],
  );
  const third = linear([[0.7], [-0.2]], [0]);
  const hidden = new Sequential(first, sigmoid, second, sigmoid, third);
  third.bias?.assign(tensor([1], [0.389 - hidden.forward(input).item()])); // so that the prediction is 0.3890
  const model = new Sequential(first, sigmoid, second, sigmoid, third);
  const explanation = explain(model, input, target, meanSquaredError);

  test('a prediction of 0.3890 gives the loss 0.3733 and seeds the backward pass with -1.2220', () => {
    expectClose(explanation.forward[2]?.a.flat() ?? [], [0.389]);
    expect(explanation.loss.value.toFixed(4)).toBe('0.3733');
    expect(explanation.loss.derivative[0]?.[0]?.toFixed(4)).toBe('-1.2220');
  });

  test('z and a of each layer are those of the formulas', () => {
    const z1 = [0.8 * 0.5 + 0.1, -0.4 * 0.5 + 0.2];
    const a1 = z1.map(logistic);
    const [h = 0, k = 0] = a1;
    const z2 = [0.3 * h + 0.9 * k - 0.1, -0.6 * h + 0.5 * k + 0.05];
    const { forward } = explanation;
    expectClose([z1, a1, z2, z2.map(logistic)].flat(), [
      ...(forward[0]?.z.flat() ?? []),
      ...(forward[0]?.a.flat() ?? []),
      ...(forward[1]?.z.flat() ?? []),
      ...(forward[1]?.a.flat() ?? []),
    ]);
    expect(forward[2]?.a).toEqual(forward[2]?.z);
  });

  test('deltas run from the last layer to the first, each the next one through its weights times the slope', () => {
    const [last, middle, start] = explanation.deltas;
    expect([last?.layer, middle?.layer, start?.layer]).toEqual([2, 1, 0]);
    expectClose(last?.delta.flat() ?? [], [-1.222]);
    expectClose(last?.slope?.flat() ?? [], [1]);
    expectClose(middle?.error.flat() ?? [], [-1.222 * 0.7, -1.222 * -0.2]);
    const a2 = explanation.forward[1]?.a[0] ?? [];
    expectClose(
      middle?.slope?.flat() ?? [],
      a2.map((a) => a * (1 - a)),
    );
    expectClose(
      middle?.delta.flat() ?? [],
      a2.map((a, j) => (middle?.error[0]?.[j] ?? 0) * a * (1 - a)),
    );
  });

  test('gradients are outer products, and equal to those of differentiate', () => {
    const [delta2 = []] = explanation.deltas[1]?.delta ?? [];
    const [a1 = []] = explanation.forward[0]?.a ?? [];
    const dweight = explanation.gradients[1]?.weight.flat() ?? [];
    expectClose(
      dweight,
      a1.flatMap((a) => delta2.map((delta) => a * delta)),
    );
    expectGradientsOf(explanation, [first, second, third], () =>
      meanSquaredError(model.forward(input), target),
    );
  });

  test('the update goes down the gradient', () => {
    const { update } = explain(model, input, target, meanSquaredError, { learningRate: 0.5 });
    const last = update.layers[2];
    expect(update.learningRate).toBe(0.5);
    expectClose(last?.bias?.after ?? [], [(last?.bias?.before[0] ?? 0) + 0.5 * 1.222]);
    const better = new Sequential(
      ...update.layers.flatMap(({ weight, bias }, i) => [
        linear(weight.after, bias?.after ?? []),
        i < 2 ? sigmoid : (x: Tensor) => x,
      ]),
    );
    expect(meanSquaredError(better.forward(input), target).item()).toBeLessThan(explanation.loss.value);
  });
});

test('a chain with one unit per layer has the gradient of the product form of the chain rule', () => {
  const weights = [0.9, -1.3, 0.7, 1.8];
  const biases = [0.1, 0.4, -0.2, 0.3];
  const layers = weights.map((weight, i) => linear([[weight]], [biases[i] ?? 0]));
  const model = new Sequential(...layers.flatMap((layer) => [layer, sigmoid]));
  const [x, t] = [0.6, 0.2];
  const explanation = explain(model, tensor([1, 1], [x]), tensor([1, 1], [t]), meanSquaredError);

  const a = [x];
  for (const [i, weight] of weights.entries()) a.push(logistic(weight * (a[i] ?? 0) + (biases[i] ?? 0)));
  const slopes = a.slice(1).map((y) => y * (1 - y));
  weights.forEach((_, layer) => {
    // dL/dw_l = 2 (y - t) * a_(l-1) * Π_(k >= l) f'(z_k) * Π_(k > l) w_k
    let product = 2 * ((a.at(-1) ?? 0) - t) * (a[layer] ?? 0);
    for (let k = layer; k < weights.length; k++) product *= slopes[k] ?? 0;
    for (let k = layer + 1; k < weights.length; k++) product *= weights[k] ?? 0;
    expectClose(explanation.gradients[layer]?.weight.flat() ?? [], [product], { absolute: 1e-8 });
  });
});

test('one hidden neuron with L = (y - t)² / 2 has the gradients worked out by hand', () => {
  const [w1, b1, w2, b2, x, t] = [0.5, 0.1, -0.7, 0.3, 2, 1];
  const model = new Sequential(linear([[w1]], [b1]), sigmoid, linear([[w2]], [b2]));
  const halfSquare = (y: Tensor, target: Tensor) => multiply(meanSquaredError(y, target), 0.5);
  const explanation = explain(model, tensor([1, 1], [x]), tensor([1, 1], [t]), halfSquare);

  const h = logistic(w1 * x + b1);
  const error = w2 * h + b2 - t;
  expectClose(explanation.loss.value, error ** 2 / 2);
  expectClose(explanation.loss.derivative.flat(), [error]);
  const [first, second] = explanation.gradients;
  expectClose(second?.weight.flat() ?? [], [error * h]);
  expectClose(second?.bias ?? [], [error]);
  expectClose(first?.weight.flat() ?? [], [error * w2 * h * (1 - h) * x]);
  expectClose(first?.bias ?? [], [error * w2 * h * (1 - h)]);
});

describe('an explanation', () => {
  const inputs = normal()([5, 3], random);
  const targets = normal()([5, 2], random);

  test.each([
    ['tanh and relu', [tanh, relu]],
    ['nothing and relu', [undefined, relu]],
    ['relu after tanh, and nothing', [(x: Tensor) => relu(tanh(x)), undefined]],
  ] as const)('of a batch with %s has the gradients of differentiate', (_name, [f, g]) => {
    const layers = [
      new Linear(3, 4, { random }),
      new Linear(4, 3, { random, bias: false }),
      new Linear(3, 2, { random }),
    ];
    const [first, second, third] = layers as [Linear, Linear, Linear];
    const model = new Sequential(first, f ?? relu, new Sequential(second, g ?? tanh), third);
    const explanation = explain(model, inputs, targets, meanSquaredError);
    expect(explanation.layers.map(({ path }) => path)).toEqual(['layers.0', 'layers.2.layers.0', 'layers.3']);
    expectGradientsOf(explanation, layers, () => meanSquaredError(model.forward(inputs), targets));
  });

  test('goes through activations that take whole rows, and has no slopes there', () => {
    const layer = new Linear(3, 4, { random });
    const model = new Sequential(layer, softmax);
    const classes = indices([5], [0, 3, 1, 2, 2]);
    const explanation = explain(model, inputs, classes, crossEntropy);
    expect(explanation.deltas[0]?.slope).toBeUndefined();
    expectGradientsOf(explanation, [layer], () => crossEntropy(model.forward(inputs), classes));
  });

  test('leaves weights and gradients of the model alone', () => {
    const model = new Sequential(new Linear(3, 2, { random }), tanh);
    const before = JSON.stringify(Object.values(stateDictionary(model)).map((kept) => kept.toNested()));
    explain(model, inputs, targets, meanSquaredError, { learningRate: 1 });
    expect(JSON.stringify(Object.values(stateDictionary(model)).map((kept) => kept.toNested()))).toBe(before);
    expect((model.layers[0] as Linear).weight.gradient).toBeUndefined();
  });

  test('is plain data', () => {
    const model = new Sequential(new Linear(3, 2, { random }), tanh);
    const explanation = explain(model, inputs, targets, meanSquaredError);
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
  });

  test('takes a single layer for a model', () => {
    const layer = new Linear(3, 2, { random });
    const explanation = explain(layer, inputs, targets, meanSquaredError);
    expect(explanation.layers).toEqual([{ path: '', inputs: 3, outputs: 2, activation: 'identity' }]);
  });

  test('knows linear layers and activations only', () => {
    const linear = new Linear(3, 2, { random });
    const attempt = (model: Sequential) => () => explain(model, inputs, targets, meanSquaredError);
    expect(attempt(new Sequential(linear, new Dropout(0.5, { random })))).toThrow(
      new ArgumentError(
        'explain',
        'layers.1 is a Dropout; the model must be made of Linear layers and activation functions.',
      ),
    );
    expect(attempt(new Sequential(tanh, linear))).toThrow(
      'layers.0 is a function; the model must begin with a Linear layer.',
    );
    expect(attempt(new Sequential())).toThrow('the model has no layers');
  });

  test('needs a matrix of inputs and a learning rate', () => {
    const model = new Linear(3, 2, { random });
    expect(() => explain(model, tensor([3], [1, 2, 3]), targets, meanSquaredError)).toThrow(
      new ShapeError(
        'explain',
        'the inputs are [3]; they must be [N, D], a row for each of at least one sample.',
      ),
    );
    expect(() => explain(model, inputs, targets, meanSquaredError, { learningRate: Number.NaN })).toThrow(
      'the learning rate is NaN',
    );
  });
});

test('a layer of more elements than a function takes arguments', () => {
  const model = new Sequential(new Linear(1, 300, { random }), tanh, new Linear(300, 1, { random }));
  const inputs = normal()([500, 1], random);
  const { deltas } = explain(model, inputs, inputs, meanSquaredError);
  expect(deltas[1]?.slope).toHaveLength(500);
});
