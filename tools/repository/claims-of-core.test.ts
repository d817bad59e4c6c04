/**
 * What the docstrings and the README say is refused, or cannot happen, each with a case that tries it.
 *
 * Docstrings: every `@throws` of an exported function, constructor or method has a row below; the
 * first test reads them from the sources. Clauses about the type of an argument or an unknown option
 * are tried for all values in `wrong-arguments.test.ts`, so the rows of an ArgumentError hold the other
 * clauses, if there are any.
 *
 * The README:
 *
 * | it says | tested in |
 * |---|---|
 * | the thousandth step needs no more memory than the first | `autodiff/memory.test.ts` |
 * | 1. what a closure returns is copied out and detached | `autodiff/differentiate.test.ts` |
 * | 2. a tensor that escapes otherwise throws a LifetimeError | here |
 * | 3. gradients start anew in each step; without a part in it there is none | here |
 * | 4. steps do not nest, closures are synchronous, `pullBack` nests | here, `autodiff/pull-back.test.ts` |
 * | 5. a loss that is not finite throws before anything is changed | here |
 * | private fields are not found | here |
 * | parameters of frozen layers are not trained, but saved | `autodiff/frozen.test.ts` |
 * | running statistics are updated only if the step succeeded | `nn/batch-norm.test.ts` |
 * | the padding symbol gets no gradient; the target -1 is not counted | `nn/embedding.test.ts`, `losses/cross-entropy.test.ts` |
 * | two copies are refused or warned of | `engine/copies.test.ts` |
 * | without WebAssembly the reference kernels compute | `engine/hosts.test.ts` |
 * | generators give the same numbers on every machine | `random/seeded.test.ts` |
 * | the memory of an engine returns in a synchronous loop | `engine/engine-memory.test.ts` |
 * | files: what is refused, and what is exact | `files/` |
 * | every error is a class with its data in fields | `errors.test.ts` |
 */
import * as core from '@tbptt/core';
import * as equation from '@tbptt/core/equation';
import * as files from '@tbptt/core/files';
import * as node from '@tbptt/core/node';
import * as operation from '@tbptt/core/operation';
import * as testing from '@tbptt/core/testing';
import { describe, expect, test, vi } from 'vitest';
import { type Attempt, type Claims, testClaims } from './claims.js';

const random = core.seeded(1);
const { zeros, indices, parameter, scalar } = core;
const [p, q] = [parameter(zeros([2, 3])), parameter(zeros([2]))];
const q3 = zeros([3, 3]);
const additive = new core.AdditiveAttention(2, 2, 2, { random });
/** The lanes of a process: 3 of 5. */
const lanes = { first: 2, lanes: 3, total: 5 };
const linear = new core.Linear(3, 2, { random });
const inStep = (run: () => unknown) => core.differentiate([p], () => ({ loss: core.sum(p), run: run() }));
const inEvaluation = (run: () => unknown) => core.evaluate(run);
const untyped = (value: unknown): never => value as never;

/** The cases of a loss of two tensors of one shape. */
const pairLoss = (loss: (a: core.Tensor, b: core.Tensor) => unknown) => ({
  ShapeError: [() => loss(zeros([2]), zeros([3])), () => loss(zeros([2, 1]), zeros([2]))],
});
const axisOperation = (operation: (x: core.Tensor, axis: number) => unknown) => ({
  ShapeError: [
    () => operation(zeros([2]), 1),
    () => operation(zeros([2]), -2),
    () => operation(scalar(1), 0),
  ],
});

/** A tensor of a step that has ended. */
const ended = (shape: readonly number[]): core.Tensor => {
  let escaped = zeros(shape);
  core.evaluate(() => {
    escaped = core.square(escaped);
  });
  return escaped;
};
/** A layer whose twin in PyTorch has no place for one of its tensors. */
const unplaced = { q, torchMembers: () => ({}) };
const misshapen = [
  { shape: [3], data: new Int32Array(2) },
  { shape: [2, 2], data: new Int32Array(2) },
  { shape: [], data: new Int32Array(2) },
];
/** A file that ends early, at every length. */
const cutShort = (bytes: Uint8Array): Attempt[] =>
  Array.from({ length: bytes.length }, (_, length) => () => files.decodeSafetensors(bytes.slice(0, length)));
const product = equation.equation('product', { arrays: ['a', 'b'] }, ({ a, b }) => ({
  y: equation.mul(a, b),
}));

const claims: Claims = {
  differentiate: {
    NonFiniteError: [() => core.differentiate([q], () => core.sum(core.log(core.subtract(q, 1))))],
    ArgumentError: [
      () => core.differentiate([q], () => core.sum(p)),
      () => core.differentiate([q], () => untyped(Promise.resolve(core.sum(q)))),
      () => core.differentiate([q], () => untyped(undefined)),
      () => core.differentiate([q], () => untyped({ accuracy: 1 })),
    ],
    ShapeError: [() => core.differentiate([q], () => q), () => core.differentiate([q], () => zeros([0]))],
    LifetimeError: [
      () => inStep(() => core.differentiate([q], () => core.sum(q))),
      () => inEvaluation(() => core.differentiate([q], () => core.sum(q))),
    ],
  },
  evaluate: {
    LifetimeError: [() => inStep(() => core.evaluate(() => core.sum(q)))],
    ArgumentError: [() => core.evaluate(async () => Promise.resolve(core.sum(q)))],
  },
  parametersOf: { ArgumentError: [() => core.parametersOf({ 'a.b': p, a: { b: q } })] },
  persistentTensorsOf: { ArgumentError: [() => core.persistentTensorsOf({ 'a.b': p, a: { b: q } })] },
  pullBack: {
    ShapeError: [() => core.pullBack(() => core.square(p), [p], zeros([3, 2]))],
    ArgumentError: [
      () => core.pullBack(() => [p, q] as const, [p], untyped([zeros([2, 3])])),
      () => core.pullBack(() => untyped(Promise.resolve(p)), [p], untyped(p)),
    ],
  },
  'kernels.use': {
    LifetimeError: [() => inStep(() => core.kernels.use('auto', { threads: 2 }))],
    HostError: [
      () => {
        const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
        try {
          new core.Engine().use('strict');
        } finally {
          validate.mockRestore();
        }
      },
    ],
  },
  Engine: { HostError: [() => new core.Engine({ precision: 'double', kernels: 'strict' })] },
  kernelsWithProduct: {
    HostError: [
      () =>
        new core.Engine({
          product: (memory, request) =>
            operation.kernelsWithProduct(memory, request, {
              label: 'a product that does nothing',
              create: (_, own) => ({ multiply: () => undefined, prepare: (b, rows) => own.prepare(b, rows) }),
            }),
        }),
    ],
  },
  'Engine.run': {
    LifetimeError: [
      () => inStep(() => new core.Engine().run(() => 1)),
      () => inEvaluation(() => new core.Engine().run(() => 1)),
    ],
    ArgumentError: [() => new core.Engine().run(async () => Promise.resolve(1))],
  },
  'Engine.use': {
    LifetimeError: [
      () => {
        const engine = new core.Engine();
        return engine.run(() => inStep(() => engine.use('auto', { threads: 2 })));
      },
    ],
    ArgumentError: [() => new core.Engine().use(new core.Engine().kernels)],
    HostError: [() => new core.Engine({ precision: 'double' }).use('strict')],
  },
  explain: {
    ArgumentError: [
      () => core.explain(new core.LayerNorm(3), zeros([1, 3]), zeros([1, 3]), core.meanSquaredError),
      () => core.explain(new core.Sequential(core.tanh, linear), zeros([1, 3]), 0, untyped(core.sum)),
      () => core.explain(linear, zeros([1, 3]), 0, () => untyped(undefined)),
    ],
    ShapeError: [
      () => core.explain(linear, zeros([3]), zeros([2]), core.meanSquaredError),
      () => core.explain(linear, zeros([0, 3]), zeros([0, 2]), core.meanSquaredError),
      () => core.explain(linear, zeros([1, 3]), 0, (y) => y),
    ],
  },
  gradientHealth: {
    ArgumentError: [
      () => core.gradientHealth({}),
      () => core.gradientHealth(new core.Linear(2, 2, { random })),
    ],
  },
  binaryCrossEntropyWithLogits: {
    ShapeError: [
      ...pairLoss(core.binaryCrossEntropyWithLogits).ShapeError,
      () => core.binaryCrossEntropyWithLogits(zeros([2]), zeros([2]), { posWeight: zeros([3]) }),
    ],
  },
  binaryCrossEntropy: pairLoss(core.binaryCrossEntropy),
  huberLoss: pairLoss(core.huberLoss),
  klDivergence: pairLoss(core.klDivergence),
  l1Loss: pairLoss(core.l1Loss),
  meanSquaredError: pairLoss(core.meanSquaredError),
  smoothL1Loss: pairLoss(core.smoothL1Loss),
  crossEntropy: {
    ArgumentError: [
      () => core.crossEntropy(zeros([2, 3]), indices([0, 3])),
      () => core.crossEntropy(zeros([2, 3]), untyped([0, 1])),
    ],
    ShapeError: [
      () => core.crossEntropy(zeros([2, 3]), indices([0])),
      () => core.crossEntropy(zeros([2, 3]), indices([0, 1]), { weight: zeros([2]) }),
    ],
  },
  negativeLogLikelihood: {
    ArgumentError: [() => core.negativeLogLikelihood(zeros([2, 3]), indices([0, 3]))],
    ShapeError: [
      () => core.negativeLogLikelihood(zeros([2, 3]), indices([0])),
      () => core.negativeLogLikelihood(zeros([2, 3]), indices([0, 1]), { weight: zeros([2]) }),
    ],
  },
  l1Penalty: { ArgumentError: [() => core.l1Penalty({}, 1)] },
  l2Penalty: { ArgumentError: [() => core.l2Penalty({}, 1)] },
  'BatchNorm.forward': {
    ShapeError: [
      () => new core.BatchNorm(3).forward(zeros([2, 2])),
      () => inStep(() => new core.BatchNorm(3).forward(zeros([1, 3]))),
    ],
  },
  Embedding: {
    ArgumentError: [() => new core.Embedding(2, 2, { random, paddingIndex: 2 })],
    ShapeError: [() => new core.Embedding(2, 2, { random, weight: () => zeros([2]) })],
  },
  'Embedding.forward': {
    ArgumentError: [() => new core.Embedding(2, 2, { random }).forward(indices([2]))],
  },
  'LayerNorm.forward': { ShapeError: [() => new core.LayerNorm([2, 3]).forward(zeros([3]))] },
  LayerNorm: { ArgumentError: [() => new core.LayerNorm([])] },
  drawKept: {
    ShapeError: [[3], [4, 2], []].map((shape) => () => {
      operation.drawKept('here', shape, 0.5, random, lanes);
    }),
  },
  'Dropout.forward': {
    ShapeError: [
      () => {
        const layer = new core.Dropout(0.5, { random, lanes });
        core.differentiate([q], () => core.sum(core.add(layer.forward(zeros([4, 2])), q)));
      },
    ],
  },
  Linear: { ShapeError: [() => new core.Linear(2, 2, { random, weight: () => zeros([2]) })] },
  'Linear.forward': { ShapeError: [() => linear.forward(zeros([2, 2])), () => linear.forward(scalar(1))] },
  'Residual.forward': { ShapeError: [() => new core.Residual(linear).forward(zeros([1, 3]))] },
  'Sequential.forward': { ArgumentError: [() => new core.Sequential(() => untyped(5)).forward(p)] },
  Conv1d: {
    ArgumentError: [() => new core.Conv1d(4, 6, 3, { random, groups: 4 })],
    ShapeError: [() => new core.Conv1d(2, 2, 1, { random, weight: () => zeros([2]) })],
  },
  'Conv1d.forward': {
    ShapeError: [
      () => new core.Conv1d(2, 2, 3, { random }).forward(zeros([1, 3, 5])),
      () => new core.Conv1d(2, 2, 3, { random }).forward(zeros([1, 2, 2])),
    ],
  },
  Conv2d: {
    ArgumentError: [() => new core.Conv2d(4, 6, 3, { random, groups: 4 })],
    ShapeError: [() => new core.Conv2d(2, 2, 1, { random, weight: () => zeros([2]) })],
  },
  'Conv2d.forward': {
    ShapeError: [
      () => new core.Conv2d(2, 2, 3, { random }).forward(zeros([2, 5, 5])),
      () => new core.Conv2d(2, 2, 3, { random }).forward(zeros([1, 2, 2, 5])),
    ],
  },
  MaxPool2d: { ArgumentError: [() => new core.MaxPool2d(2, { padding: 2 })] },
  'Flatten.forward': {
    ArgumentError: [() => new core.Flatten(1, 0).forward(p)],
    ShapeError: [() => new core.Flatten(2).forward(p)],
  },
  MultiHeadAttention: { ArgumentError: [() => new core.MultiHeadAttention(4, 3, { random })] },
  'MultiHeadAttention.forward': {
    ShapeError: [() => new core.MultiHeadAttention(4, 2, { random }).forward(zeros([2, 2, 3]))],
  },
  'MultiHeadAttention.attend': {
    ShapeError: [
      () =>
        new core.MultiHeadAttention(2, 1, { random }).attend(
          zeros([2, 2, 2]),
          zeros([2, 1, 2]),
          zeros([2, 1, 2]),
        ),
    ],
  },
  'AdditiveAttention.remember': {
    ShapeError: [
      () => additive.remember(zeros([4, 2, 3])),
      () => additive.remember(zeros([4, 2, 2]), { mask: zeros([2, 4]) }),
    ],
  },
  'AdditiveAttention.attend': {
    ShapeError: [() => additive.attend(zeros([3, 2]), additive.remember(zeros([4, 2, 2])))],
  },
  ConfusionMatrix: { HostError: [() => new core.ConfusionMatrix(1e9)] },
  'ConfusionMatrix.add': {
    ArgumentError: [() => new core.ConfusionMatrix(2).add(indices([2]), indices([0]))],
    ShapeError: [() => new core.ConfusionMatrix(2).add(indices([1]), indices([0, 0]))],
  },
  'TopKAccuracy.add': {
    ArgumentError: [() => new core.TopKAccuracy().add(p, indices([0, 3]))],
    ShapeError: [() => new core.TopKAccuracy().add(p, indices([0]))],
  },
  'RegressionMetrics.add': {
    ArgumentError: [() => new core.RegressionMetrics().add(q, q, core.full([2], -1))],
    ShapeError: [
      () => new core.RegressionMetrics().add(p, q),
      () => new core.RegressionMetrics().add(q, q, zeros([3])),
    ],
  },
  applyLayer: { ArgumentError: [() => core.applyLayer(() => untyped(5), p)] },
  'TiedLinear.forward': {
    ShapeError: [
      () => new core.TiedLinear(new core.Embedding(5, 2, { random })).forward(zeros([1, 3])),
      () => new core.TiedLinear(new core.Embedding(5, 2, { random })).forward(scalar(1)),
    ],
  },
  uniform: { ArgumentError: [() => core.uniform(2, 1), () => core.uniform(-1)] },
  truncatedNormal: {
    ArgumentError: [
      () => core.truncatedNormal(1, { low: 1, high: 1 }),
      () => core.truncatedNormal(1e-300, { low: 1, high: 2 }),
    ],
  },
  hardTanh: { ArgumentError: [() => core.hardTanh(p, { minVal: 2 })] },
  add: {
    ArgumentError: [() => core.add(1, 2)],
    ShapeError: [() => core.add(zeros([2, 3]), zeros([2]))],
  },
  broadcastTo: { ShapeError: [() => core.broadcastTo(zeros([2]), [3]), () => core.broadcastTo(p, [3])] },
  gather: {
    ArgumentError: [
      () => core.gather(p, indices([2])),
      () => core.gather(p, indices([-1])),
      () => core.gather(p, indices([1]), { paddingIndex: 2 }),
    ],
    ShapeError: [() => core.gather(scalar(1), indices([0])), () => core.gather(q, indices([1]), { axis: 1 })],
  },
  scaledDotProductAttention: {
    ShapeError: [
      () => core.scaledDotProductAttention(p, q, p),
      () => core.scaledDotProductAttention(p, zeros([2, 2]), p),
      () => core.scaledDotProductAttention(p, p, p, { mask: q3 }),
    ],
  },
  takeAlong: {
    ArgumentError: [() => core.takeAlong(q, indices([2]))],
    ShapeError: [() => core.takeAlong(p, indices([0])), () => core.takeAlong(q, indices([0]), 1)],
  },
  oneHot: { ArgumentError: [() => core.oneHot(indices([2]), 2)] },
  softmax: axisOperation(core.softmax),
  logSoftmax: axisOperation(core.logSoftmax),
  sum: { ...axisOperation(core.sum), ArgumentError: [() => core.sum(p, [1, -1])] },
  mean: { ...axisOperation(core.mean), ArgumentError: [() => core.mean(p, [0, 0])] },
  variance: {
    ...axisOperation(core.variance),
    ArgumentError: [() => core.variance(p, [0, 0]), () => core.variance(p, 0, { correction: -1 })],
  },
  max: {
    ShapeError: [() => core.max(p, 2), () => core.max(zeros([2, 0]), 1)],
    ArgumentError: [() => core.max(p, [0, 0])],
  },
  min: {
    ShapeError: [() => core.min(p, 2), () => core.min(zeros([0]))],
    ArgumentError: [() => core.min(p, [0, 0])],
  },
  argMax: { ShapeError: [() => core.argMax(p, 2), () => core.argMax(zeros([2, 0]))] },
  argMin: { ShapeError: [() => core.argMin(p, 2), () => core.argMin(zeros([2, 0]))] },
  topK: {
    ShapeError: [() => core.topK(p, 1, { axis: 2 })],
    ArgumentError: [() => core.topK(p, 4), () => core.topK(p, 1.5)],
  },
  cumulativeSum: axisOperation(core.cumulativeSum),
  flip: axisOperation(core.flip),
  permute: {
    ArgumentError: [() => core.permute(p, [0]), () => core.permute(p, [0, 0])],
    ShapeError: [() => core.permute(p, [0, 2])],
  },
  transpose: { ShapeError: [() => core.transpose(q), () => core.transpose(p, 0, 2)] },
  split: {
    ArgumentError: [() => core.split(p, 2, 1), () => core.split(p, [1, 1, 2], 1), () => core.split(p, 0)],
    ShapeError: [() => core.split(p, 1, 2)],
  },
  pad: {
    ArgumentError: [() => core.pad(p, [[1, 1]]), () => core.pad(q, [[-1, 1]])],
    HostError: [() => core.pad(q, [[0, 2 ** 40]])],
    ShapeError: [
      () => core.pad(q, [[2, 0]], { mode: 'reflect' }),
      () => core.pad(q, [[3, 0]], { mode: 'circular' }),
      () => core.pad(zeros([0]), [[1, 0]], { mode: 'replicate' }),
    ],
  },
  clamp: { ArgumentError: [() => core.clamp(p, 1, 0), () => core.clamp(p, Number.NaN)] },
  where: { ShapeError: [() => core.where(p, q, 0), () => core.where(q, 1, p)] },
  equal: { ArgumentError: [() => core.equal(1, 2)], ShapeError: [() => core.equal(p, q)] },
  matmul: { ShapeError: [() => core.matmul(p, q), () => core.matmul(p, p), () => core.matmul(scalar(1), p)] },
  matmulTransposed: {
    ShapeError: [() => core.matmulTransposed(p, q), () => core.matmulTransposed(p, zeros([3, 2]))],
  },
  affine: {
    ShapeError: [
      () => core.affine(p, zeros([3, 4]), zeros([3])),
      () => core.affine(p, p, q),
      () => core.affine(p, q),
    ],
  },
  reshape: {
    ShapeError: [
      () => core.reshape(p, [5]),
      () => core.reshape(p, [-1, -1]),
      () => core.reshape(p, [4, 1.5]),
      () => core.reshape(p, [-2, -3]),
    ],
  },
  slice: {
    ArgumentError: [
      () => core.slice(p, 1, 0, 4),
      () => core.slice(p, 1, 2, 1),
      () => core.slice(p, 1, -1, 1),
    ],
    ShapeError: [() => core.slice(p, 2, 0, 1)],
  },
  concat: {
    ArgumentError: [() => core.concat([])],
    ShapeError: [() => core.concat([p, q]), () => core.concat([p], 2)],
  },
  stack: {
    ArgumentError: [() => core.stack([])],
    ShapeError: [() => core.stack([p, q]), () => core.stack([p], 3)],
  },
  indices: {
    ArgumentError: [() => indices([2 ** 31]), () => indices([1], [0.5])],
    ShapeError: [() => indices([[1], []]), () => indices([2], [1])],
  },
  tensor: { ShapeError: [() => core.tensor([[1], []]), () => core.tensor([2], [1])] },
  requireWritable: {
    HostError: [() => node.requireWritable('/no/such/folder/file')],
    ArgumentError: [
      () => node.requireWritable(untyped(5)),
      () => node.requireWritable(''),
      () => node.requireWritable('file', untyped('text')),
    ],
  },
  writeAtomically: {
    HostError: [() => node.writeAtomically('/no/such/folder/file', new Uint8Array(1))],
    ArgumentError: [
      () => node.writeAtomically(untyped(undefined), new Uint8Array(1)),
      () => node.writeAtomically('file', untyped(undefined)),
    ],
  },
  full: { HostError: [() => core.full([2 ** 52], 1)] },
  zeros: { HostError: [() => zeros([2 ** 26, 2 ** 26])] },
  decodeSafetensors: {
    FormatError: [
      () => files.decodeSafetensors(new Uint8Array(0)),
      () => files.decodeSafetensors(new Uint8Array(7)),
      () => files.decodeSafetensors(new Uint8Array(8)),
      () => files.decodeSafetensors(new TextEncoder().encode('version https://git-lfs.github.com/spec/v1')),
      ...cutShort(files.encodeSafetensors({ p })),
      () => files.decodeSafetensors(new Uint8Array([...files.encodeSafetensors({ p }), 0])),
    ],
  },
  loadStateDictionary: {
    FormatError: [
      () => files.loadStateDictionary({ p }, {}),
      () => files.loadStateDictionary({ p }, { p, q }),
      () => files.loadStateDictionary({ p }, { p: q }),
      () => files.loadStateDictionary({ p }, { p: untyped([1, 2]) }),
      () => files.loadStateDictionary({ p }, { p: untyped(JSON.parse(JSON.stringify(zeros([2, 3])))) }),
    ],
    LifetimeError: [() => files.loadStateDictionary({ p }, { p: ended([2, 3]) })],
  },
  toTorch: { FormatError: [() => files.toTorch({ layer: unplaced })] },
  fromTorch: {
    FormatError: [
      () => files.fromTorch({ layer: unplaced }, {}),
      () => files.fromTorch({ p }, {}),
      () => files.fromTorch({ p }, { p, q }),
      () => files.fromTorch({ p }, { p: q }),
      () => files.fromTorch({ p }, { p: untyped([1]) }),
    ],
    LifetimeError: [() => files.fromTorch({ p }, { p: ended([2, 3]) })],
  },
  torchTensorsOf: {
    FormatError: [() => files.torchTensorsOf({ layer: unplaced })],
    ShapeError: [
      () =>
        files.torchTensorsOf({
          layer: { q, torchMembers: () => ({ q: { tensor: q, layout: 'transposed' } }) },
        }),
      () =>
        files.torchTensorsOf({
          layer: { torchMembers: () => ({ p: { tensor: p, followedBy: [q], layout: 'same' } }) },
        }),
    ],
  },
  applyEquation: {
    ShapeError: [() => operation.applyEquation(product, { a: zeros([2]), b: zeros([3]) }, {})],
  },
  checkIndices: { ShapeError: misshapen.map((ids) => () => operation.checkIndices('here', ids, 9)) },
  requireIndices: { ShapeError: misshapen.map((ids) => () => operation.requireIndices('here', 'ids', ids)) },
  'Tensor.toNested': { ShapeError: [() => q.toNested(2), () => p.toNested(1)] },
  'Tensor.item': { ShapeError: [() => p.item(), () => zeros([0]).item()] },
  'PersistentTensor.assign': {
    ShapeError: [() => p.assign(q)],
    LifetimeError: [() => inStep(() => p.assign(p)), () => core.evaluate(() => [core.sum(q), q.assign(q)])],
  },
};

testClaims({
  package: 'core',
  exported: { ...core, ...equation, ...files, ...node, ...operation, ...testing },
  claims,
  shownBy: { BaseEngine: 'Engine' },
  // Wrong types and unknown options are tried for all functions in `wrong-arguments.test.ts`.
  elsewhere: ['ArgumentError'],
  atLeast: 70,
});

describe('the README says that', () => {
  test('a tensor that leaves a step through a variable has ended', () => {
    let escaped = scalar(0);
    core.differentiate([q], () => {
      escaped = core.square(q);
      return core.sum(escaped);
    });
    expect(() => escaped.toFloats()).toThrow(core.LifetimeError);
    expect(() => core.relu(escaped)).toThrow(core.LifetimeError);
    core.evaluate(() => {
      escaped = core.square(q);
    });
    expect(() => core.relu(escaped)).toThrow(core.LifetimeError);
  });

  test('gradients start anew in each step, and what takes no part has none', () => {
    core.differentiate([p, q], () => core.add(core.sum(p), core.sum(q)));
    expect(q.gradient?.toNested()).toEqual([1, 1]);
    core.differentiate([p, q], () => core.sum(q));
    expect([p.gradient, q.gradient?.toNested()]).toEqual([undefined, [1, 1]]);
    core.differentiate([p], () => core.add(core.sum(p), core.sum(q)));
    expect(q.gradient?.toNested()).toEqual([1, 1]); // of the step before: q is not in the model
  });

  test('a loss that is not finite changes nothing', () => {
    const norm = new core.BatchNorm(2);
    const before = norm.runningMean.toNested();
    for (const factor of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() =>
        core.differentiate(norm, () =>
          core.multiply(
            core.add(
              core.sum(
                norm.forward(
                  core.tensor([
                    [1, 2],
                    [3, 5],
                  ]),
                ),
              ),
              1,
            ),
            factor,
          ),
        ),
      ).toThrow(core.NonFiniteError);
    }
    expect([norm.weight?.gradient, norm.runningMean.toNested()]).toEqual([undefined, before]);
  });

  test('private fields are not found', () => {
    class Hidden {
      readonly #weight = parameter(scalar(1));
      readonly bias = parameter(scalar(2));
      forward(x: core.Tensor) {
        return core.add(core.multiply(this.#weight, x), this.bias);
      }
    }
    expect([...core.parametersOf(new Hidden()).keys()]).toEqual(['bias']);
  });
});
