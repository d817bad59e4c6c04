import {
  add,
  broadcastTo,
  crossEntropy,
  exp,
  gather,
  gelu,
  indices,
  logSoftmax,
  matmul,
  mean,
  multiply,
  pullBack,
  type Random,
  seeded,
  sigmoid,
  silu,
  softmax,
  softplus,
  sqrt,
  square,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  variance,
} from '@tbptt/core';
import { Digest } from './digest.js';

/** The number of calls that share a digest, which are looked through if digests differ. */
const BLOCK = 1000;

/**
 * Calls kernels over `count` random shapes, forward and backward, and returns a digest of every bit
 * that they compute for each thousand of them. `first` is the number of the first call.
 */
export function randomCalls(count: number, first = 0): readonly string[] {
  const digests: string[] = [];
  for (let begin = first; begin < first + count; begin += BLOCK) {
    const digest = new Digest();
    for (let index = begin; index < Math.min(begin + BLOCK, first + count); index++) {
      const random = seeded(index + 1);
      const { inputs, compute } = (KINDS[random.integer(KINDS.length)] as Kind)(random);
      const { results, gradients } = pullBack(compute, inputs, (y) => numbers(y.shape, random));
      for (const result of [results, ...gradients]) digest.add(result.toFloats());
    }
    digests.push(digest.text);
  }
  return digests;
}

/** A computation of random shapes. */
type Kind = (random: Random) => { readonly inputs: readonly Tensor[]; readonly compute: () => Tensor };

const KINDS: readonly Kind[] = [product, product, pointwise, softmaxes, classLoss, sums, rows];

function product(random: Random): ReturnType<Kind> {
  const [m, k, n] = [sizeBelow(150, random), sizeBelow(150, random), sizeBelow(150, random)];
  const [leftIsTransposed, rightIsTransposed] = [random.integer(2) === 1, random.integer(2) === 1];
  const a = numbers(leftIsTransposed ? [k, m] : [m, k], random);
  const b = numbers(rightIsTransposed ? [n, k] : [k, n], random);
  const compute = () => matmul(leftIsTransposed ? transpose(a) : a, rightIsTransposed ? transpose(b) : b);
  return { inputs: [a, b], compute };
}

function pointwise(random: Random): ReturnType<Kind> {
  const shape = [sizeBelow(20, random), sizeBelow(200, random)];
  const [x, y] = [numbers(shape, random), numbers(shape, random)];
  const functions = [tanh, sigmoid, softplus, gelu, silu, square, exp, (z: Tensor) => sqrt(exp(z))];
  const f = functions[random.integer(functions.length)] as (z: Tensor) => Tensor;
  const g = functions[random.integer(functions.length)] as (z: Tensor) => Tensor;
  return { inputs: [x, y], compute: () => add(multiply(f(x), y), g(y)) };
}

function softmaxes(random: Random): ReturnType<Kind> {
  const x = numbers([sizeBelow(20, random), sizeBelow(70, random)], random);
  const f = random.integer(2) === 0 ? softmax : logSoftmax;
  const axis = random.integer(2);
  return { inputs: [x], compute: () => f(x, axis) };
}

function classLoss(random: Random): ReturnType<Kind> {
  const [count, classes] = [sizeBelow(30, random), sizeBelow(90, random)];
  const x = numbers([count, classes], random);
  const targets = indices(
    [count],
    Array.from({ length: count }, () => random.integer(classes)),
  );
  return { inputs: [x], compute: () => crossEntropy(x, targets) };
}

function sums(random: Random): ReturnType<Kind> {
  const shape = [sizeBelow(9, random), sizeBelow(40, random), sizeBelow(40, random)];
  const [x, bias] = [numbers(shape, random), numbers(shape.slice(2), random)];
  const axis = random.integer(3);
  const f = [sum, mean, variance][random.integer(3)] as typeof sum;
  return { inputs: [x, bias], compute: () => f(add(x, broadcastTo(bias, shape)), axis) };
}

function rows(random: Random): ReturnType<Kind> {
  const [count, width, taken] = [sizeBelow(40, random), sizeBelow(90, random), sizeBelow(60, random)];
  const table = numbers([count, width], random);
  const ids = indices(
    [taken],
    Array.from({ length: taken }, () => random.integer(count)),
  );
  return { inputs: [table], compute: () => tanh(gather(table, ids)) };
}

/** From 1 on; small ones are as likely as large ones. */
function sizeBelow(limit: number, random: Random): number {
  return 1 + random.integer(1 + random.integer(limit));
}

/** Numbers between -2 and 2. */
function numbers(shape: readonly number[], random: Random): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  // A draw for each number would take most of the time.
  let state = random.uint32() | 1;
  const values = Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 30;
  });
  return tensor(shape, values);
}
