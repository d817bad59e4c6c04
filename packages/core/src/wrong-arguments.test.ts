/**
 * Every function and class of the main entry with every argument and option replaced by values that
 * are mostly wrong. A value that the parameter does not accept must be refused with an error of ours
 * that names the operation. A value that it accepts gives a result, or an error of ours.
 */
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, test, vi } from 'vitest';
import * as core from './index.js';

const random = core.seeded(1);

/** What a parameter accepts. */
type Kind = (value: unknown) => boolean;

const isNumber: Kind = (value) => typeof value === 'number';
const range =
  (valid: (x: number) => boolean): Kind =>
  (value) =>
    typeof value === 'number' && valid(value);
const finite = range(Number.isFinite);
const atLeast0 = range((x) => x >= 0 && Number.isFinite(x));
const above0 = range((x) => x > 0 && Number.isFinite(x));
const size = range((x) => Number.isSafeInteger(x) && x >= 1);
const integer = range(Number.isInteger);
const flag: Kind = (value) => typeof value === 'boolean';
const oneOf =
  (...values: readonly unknown[]): Kind =>
  (value) =>
    values.includes(value);
const or =
  (...kinds: readonly Kind[]): Kind =>
  (value) =>
    kinds.some((kind) => kind(value));
const optional = (kind: Kind): Kind => or(oneOf(undefined), kind);
const tensor: Kind = (value) => value instanceof core.Tensor;
const isList: Kind = (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && !isBytes(value));
const isBytes: Kind = (value) => /DataView|Big/.test(Object.prototype.toString.call(value));
const listOf =
  (kind: Kind): Kind =>
  (value) =>
    isList(value) && Array.from(value as ArrayLike<unknown>).every(kind);
const list =
  (kind: Kind): Kind =>
  (value) =>
    Array.isArray(value) && listOf(kind)(value);
const nested: Kind = (value) => isNumber(value) || listOf(nested)(value);
const length = range((x) => Number.isSafeInteger(x) && x >= 0);
const shape = list(length);
const plainFunction: Kind = (value) => typeof value === 'function' && value !== core.Linear;
const object: Kind = (value) => typeof value === 'object' && value !== null && !(value instanceof Promise);
const options: Kind = (value) => Object.prototype.toString.call(value) === '[object Object]';
const never: Kind = () => false;
const anything: Kind = () => true;
const indices: Kind = (value) =>
  object(value) &&
  shape(Reflect.get(value as object, 'shape')) &&
  Object.prototype.toString.call(Reflect.get(value as object, 'data')) === '[object Int32Array]';

/** The values that are given in turn. */
const values: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['a fraction', 1.5],
  ['a negative number', -1],
  ['a negative fraction', -0.5],
  ['zero', 0],
  ['one', 1],
  ['a number beyond whole numbers', 2 ** 60],
  ['a string', 'ab'],
  ['a digit', '1'],
  ['an empty string', ''],
  ['a boolean', true],
  ['a bigint', 1n],
  ['a symbol', Symbol('s')],
  ['an empty array', []],
  ['an array of numbers', [1, 2]],
  ['a nested array', [[1, 2]]],
  ['a ragged array', [[1, 2], [3]]],
  ['an array of NaN', [Number.NaN, Number.NaN]],
  ['an array of strings', ['1', '2']],
  ['an array of bigints', [1n, 2n]],
  ['an array of fractions', [0.5, 1.5]],
  ['an array of negative numbers', [-1, -2]],
  ['an array of symbols', [Symbol('s')]],
  ['an array with holes', Object.assign([], { length: 2 })],
  ['an array of another realm', runInNewContext('["a", 2]')],
  ['an empty object', {}],
  ['an object without a prototype', Object.create(null)],
  ['options of another function', { unknown: 1 }],
  ['a function', () => 'nothing'],
  ['Math.random', Math.random],
  ['a class', core.Linear],
  ['a promise', Promise.resolve(1)],
  ['a date', new Date(0)],
  ['a map', new Map()],
  ['a set', new Set([1])],
  ['an error', new Error('an error')],
  ['a proxy', new Proxy({}, {})],
  ['an empty tensor', core.zeros([0])],
  ['a scalar', core.scalar(1)],
  ['a tensor of other axes', core.zeros([2, 3])],
  ['a tensor of five axes', core.zeros([1, 1, 1, 1, 1])],
  ['an object that looks like a tensor', Object.create(core.Tensor.prototype)],
  ['indices', core.indices([2], [0, 1])],
  ['indices of fractional lengths', { shape: [2.5, 4], data: new Int32Array(10) }],
  ['indices of huge lengths', { shape: [2 ** 32, 4096], data: new Int32Array(8) }],
  ['indices with too few numbers', { shape: [4, 2], data: new Int32Array(3) }],
  ['indices of an ordinary array', { shape: [2], data: [0, 1] }],
  ['floats', new Float32Array(2)],
  ['integers of 64 bits', new BigInt64Array(2)],
  ['bytes', new DataView(new ArrayBuffer(2))],
  ['an engine', new core.Engine({ kernels: 'reference' })],
  ['a layer', new core.Linear(2, 2, { random })],
];

type Call = (...given: never[]) => unknown;
/** An argument that is valid, and what its parameter accepts; for options, the same by name. */
type Argument = readonly [given: unknown, kind: Kind] | OptionsArgument;
interface OptionsArgument {
  readonly [option: string]: readonly [given: unknown, kind: Kind];
}
interface Row {
  readonly call: Call;
  readonly arguments: readonly Argument[];
  /** Other operations that may be named, because they find the mistake. */
  readonly also?: readonly string[];
  /** Whether options must be given. */
  readonly needsOptions?: boolean;
}

const row = (call: Call, ...given: readonly Argument[]): Row => ({ call, arguments: given });
const construct =
  (Class: object): Call =>
  (...given) =>
    new (Class as new (...given: never[]) => unknown)(...given);
const method =
  (owner: () => object, name: string): Call =>
  (...given) => {
    const target = owner();
    return (Reflect.get(target, name) as Call).apply(target, given);
  };

/** A function of the package by name. */
const exported = (name: string): Call => Reflect.get(core, name) as Call;

const x = core.tensor([
  [1, 2],
  [3, 4],
]);
const X: Argument = [x, tensor];
const targets = core.indices([0, 1]);
const linear = () => new core.Linear(2, 2, { random });
const generator: Kind = (value) => value === random;
const RANDOM: OptionsArgument = { random: [random, generator] };
/** The options of a pooling layer: means have one more. */
const pooling = (name: string, options: OptionsArgument): OptionsArgument =>
  name.startsWith('Avg') ? { ...options, countIncludePad: [true, optional(flag)] } : options;
const layer: Kind = (value) =>
  plainFunction(value) || (object(value) && typeof Reflect.get(value as object, 'forward') === 'function');
const reduction = optional(oneOf('mean', 'sum', 'none'));
const REDUCTION = ['mean', reduction] as const;
const pair =
  (kind: Kind): Kind =>
  (value) =>
    kind(value) || (Array.isArray(value) && value.length === 2 && list(kind)(value));
const WEIGHT = [x, optional(tensor)] as const;
const AXIS = [1, optional(oneOf(-2, -1, 0, 1))] as const;
const axesOf2: Kind = (value) => [0, 1, -1, -2].includes(value as number) || list(oneOf(-2, -1, 0, 1))(value);
const AXES = [0, optional(axesOf2)] as const;
const KEEP_DIMS = { keepDims: [true, optional(flag)] } as const;
const initializer = optional(plainFunction);
const drawn = (make: (...given: never[]) => core.Initializer): Call => {
  return (...given) => make(...given)([2, 2], random);
};
const initializers = {
  constant: () => core.constant(1),
  uniform: () => core.uniform(1),
  normal: () => core.normal(),
  truncatedNormal: () => core.truncatedNormal(),
  xavierUniform: () => core.xavierUniform(),
  xavierNormal: () => core.xavierNormal(),
  heUniform: () => core.heUniform(),
  heNormal: () => core.heNormal(),
  orthogonal: () => core.orthogonal(),
  identity: () => core.identity(),
};
const model = linear();
core.differentiate(model, () => core.sum(model.forward(x)));
const health = core.gradientHealth(model);
const explanation = core.explain(model, x, x, core.meanSquaredError);

const rows: Readonly<Record<string, Row>> = {
  // tensors
  tensor: row(core.tensor, [[2], shape], [[1, 2], listOf(isNumber)]),
  'tensor of nested arrays': row((given: never) => core.tensor(given), [[[1], [2]], nested]),
  indices: row(core.indices, [[2], shape], [[1, 2], listOf(integer)]),
  'indices of nested arrays': row((given: never) => core.indices(given), [[1, 2], nested]),
  full: row(core.full, [[2], shape], [1, isNumber]),
  zeros: row(core.zeros, [[2], shape]),
  scalar: row(core.scalar, [1, isNumber]),
  parameter: row(core.parameter, X),
  Parameter: row(construct(core.Parameter), X),
  PersistentTensor: row(construct(core.PersistentTensor), X),
  Tensor: row(construct(core.Tensor), [undefined, never]),
  'Parameter.assign': row(
    method(() => core.parameter(x), 'assign'),
    X,
  ),
  // back-propagation
  differentiate: row(
    (of: never, run: never, given: never) => core.differentiate(of, run, given),
    [[model], object],
    [() => core.sum(model.forward(x)), plainFunction],
    { step: [1, optional(isNumber)], accumulate: [false, optional(flag)], weight: [1, optional(finite)] },
  ),
  evaluate: row(core.evaluate, [() => x, plainFunction]),
  frozen: row(core.frozen, [linear(), (value) => (object(value) && !tensor(value)) || plainFunction(value)]),
  parametersOf: row(core.parametersOf, [linear(), object]),
  persistentTensorsOf: row(core.persistentTensorsOf, [linear(), object]),
  pullBack: row(
    core.pullBack,
    [() => core.square(x), plainFunction],
    [[x], list(tensor)],
    [x, or(tensor, plainFunction, list(optional(tensor)), oneOf(undefined))],
  ),
  // arithmetic, activations and other operations
  ...Object.fromEntries(
    ['add', 'subtract', 'multiply', 'divide', 'maximum', 'minimum'].map((name) => [
      name,
      row(exported(name), [x, or(tensor, isNumber)], [x, or(tensor, isNumber)]),
    ]),
  ),
  ...Object.fromEntries(
    'negate abs sqrt square exp log sigmoid tanh relu selu silu mish softsign logSigmoid hardSigmoid'
      .split(' ')
      .map((name) => [name, row(exported(name), X)]),
  ),
  elu: row(core.elu, X, { alpha: [1, optional(finite)] }),
  gelu: row(core.gelu, X, { approximate: ['tanh', optional(oneOf('none', 'tanh'))] }),
  hardTanh: row(core.hardTanh, X, {
    minVal: [-1, optional(range((a) => a <= 1))],
    maxVal: [1, optional(range((a) => a >= -1))],
  }),
  leakyRelu: row(core.leakyRelu, X, { negativeSlope: [0.1, optional(finite)] }),
  softplus: row(core.softplus, X, { beta: [1, optional(above0)], threshold: [20, optional(isNumber)] }),
  softmax: row(core.softmax, X, [0, optional(oneOf(-1, 0, 1))]),
  logSoftmax: row(core.logSoftmax, X, [0, optional(oneOf(-1, 0, 1))]),
  ...Object.fromEntries(
    ['sum', 'mean', 'max', 'min'].map((name) => [name, row(exported(name), X, AXES, KEEP_DIMS)]),
  ),
  variance: row(core.variance, X, AXES, { ...KEEP_DIMS, correction: [1, optional(atLeast0)] }),
  argMax: row(core.argMax, X, AXIS),
  argMin: row(core.argMin, X, AXIS),
  topK: row(core.topK, X, [1, oneOf(0, 1, 2)], { axis: AXIS, largest: [true, optional(flag)] }),
  cumulativeSum: row(core.cumulativeSum, X, [0, oneOf(-1, 0, 1)]),
  permute: row(core.permute, X, [[1, 0], list(oneOf(-2, -1, 0, 1))]),
  transpose: row(core.transpose, X, [0, optional(oneOf(-2, -1, 0, 1))], AXIS),
  split: row(core.split, X, [2, (parts) => parts === 1 || parts === 2], AXIS),
  flip: row(core.flip, X, [0, axesOf2]),
  pad: row(
    core.pad,
    X,
    [
      [
        [1, 1],
        [0, 0],
      ],
      never,
    ],
    {
      mode: ['constant', optional(oneOf('constant', 'reflect', 'replicate', 'circular'))],
      value: [1, optional(isNumber)],
    },
  ),
  clamp: row(core.clamp, X, [0, range((a) => a <= 1)], [1, optional(range((a) => a >= 0))]),
  where: row(core.where, X, [x, or(tensor, isNumber)], [x, or(tensor, isNumber)]),
  ...Object.fromEntries(
    ['equal', 'less', 'lessOrEqual', 'greater', 'greaterOrEqual'].map((name) => [
      name,
      row(exported(name), [x, or(tensor, isNumber)], [x, or(tensor, isNumber)]),
    ]),
  ),
  takeAlong: row(core.takeAlong, X, [core.indices([[0], [1]]), indices], AXIS),
  oneHot: row(core.oneHot, [targets, indices], [2, size]),
  matmul: row(core.matmul, X, X),
  matmulTransposed: row(core.matmulTransposed, X, X),
  affine: row(core.affine, X, X, [core.zeros([2]), optional(tensor)]),
  reshape: row(core.reshape, X, [[4], list(range((a) => a === -1 || (Number.isInteger(a) && a >= 0)))]),
  slice: row(core.slice, X, [0, oneOf(-1, 0, 1)], [0, oneOf(0, 1)], [1, oneOf(0, 1, 2)]),
  concat: row(core.concat, [[x, x], list(tensor)], [0, optional(oneOf(-1, 0, 1))]),
  stack: row(core.stack, [[x, x], list(tensor)], [0, optional(oneOf(-1, 0, 1, 2))]),
  broadcastTo: row(core.broadcastTo, X, [[3, 2, 2], shape]),
  gather: row(core.gather, X, [targets, indices], {
    axis: [0, optional(oneOf(-2, -1, 0, 1))],
    paddingIndex: [1, optional(oneOf(0, 1))],
  }),
  // losses
  ...Object.fromEntries(
    ['meanSquaredError', 'l1Loss', 'binaryCrossEntropy'].map((name) => [
      name,
      row(exported(name), X, X, { reduction: REDUCTION, weight: WEIGHT }),
    ]),
  ),
  smoothL1Loss: row(core.smoothL1Loss, X, X, {
    reduction: REDUCTION,
    weight: WEIGHT,
    beta: [1, optional(atLeast0)],
  }),
  huberLoss: row(core.huberLoss, X, X, {
    reduction: REDUCTION,
    weight: WEIGHT,
    delta: [1, optional(range((a) => a > 0))],
  }),
  binaryCrossEntropyWithLogits: row(core.binaryCrossEntropyWithLogits, X, X, {
    reduction: REDUCTION,
    weight: WEIGHT,
    posWeight: [core.zeros([2]), optional(tensor)],
  }),
  klDivergence: row(core.klDivergence, X, X, {
    reduction: ['mean', optional(oneOf('mean', 'sum', 'none', 'batchmean'))],
    logTarget: [true, optional(flag)],
  }),
  crossEntropy: row(core.crossEntropy, X, [targets, indices], {
    reduction: REDUCTION,
    weight: [core.zeros([2]), optional(tensor)],
    ignoredIndex: [-1, optional(integer)],
    labelSmoothing: [0.1, optional(range((a) => a >= 0 && a <= 1))],
  }),
  negativeLogLikelihood: row(core.negativeLogLikelihood, X, [targets, indices], {
    reduction: REDUCTION,
    weight: [core.zeros([2]), optional(tensor)],
    ignoredIndex: [-1, optional(integer)],
  }),
  l1Penalty: row(core.l1Penalty, [[core.parameter(x)], object], [1, finite]),
  l2Penalty: row(core.l2Penalty, [[core.parameter(x)], object], [1, finite]),
  scaledDotProductAttention: row(core.scaledDotProductAttention, X, X, X, {
    mask: [x, optional(tensor)],
    causal: [true, optional(flag)],
  }),
  // metrics
  ConfusionMatrix: row(construct(core.ConfusionMatrix), [2, size]),
  'ConfusionMatrix.add': row(
    method(() => new core.ConfusionMatrix(2), 'add'),
    [x, or(tensor, indices)],
    [targets, indices],
  ),
  ...Object.fromEntries(
    ['precision', 'recall', 'f1'].map((name) => [
      `ConfusionMatrix.${name}`,
      row(
        method(() => new core.ConfusionMatrix(2), name),
        ['macro', oneOf('macro', 'micro')],
      ),
    ]),
  ),
  TopKAccuracy: row(construct(core.TopKAccuracy), [1, optional(size)]),
  'TopKAccuracy.add': row(
    method(() => new core.TopKAccuracy(), 'add'),
    X,
    [targets, indices],
  ),
  Perplexity: row(construct(core.Perplexity)),
  'Perplexity.add': row(
    method(() => new core.Perplexity(), 'add'),
    [1, isNumber],
    [1, atLeast0],
  ),
  RegressionMetrics: row(construct(core.RegressionMetrics)),
  'RegressionMetrics.add': row(
    method(() => new core.RegressionMetrics(), 'add'),
    X,
    X,
    [x, optional(tensor)],
  ),
  summary: row(core.summary, [linear(), object]),
  // layers
  Conv1d: {
    ...row(construct(core.Conv1d), [2, size], [2, size], [1, size], {
      ...RANDOM,
      stride: [1, optional(size)],
      padding: [1, optional(length)],
      dilation: [1, optional(size)],
      groups: [1, optional(oneOf(1, 2))],
      bias: [true, optional(flag)],
      weight: [core.normal(), initializer],
    }),
    also: ['uniform'],
    needsOptions: true,
  },
  Conv2d: {
    ...row(construct(core.Conv2d), [2, size], [2, size], [1, pair(size)], {
      ...RANDOM,
      stride: [1, optional(pair(size))],
      padding: [1, optional(pair(length))],
      dilation: [1, optional(pair(size))],
      groups: [1, optional(oneOf(1, 2))],
      bias: [true, optional(flag)],
      weight: [core.normal(), initializer],
    }),
    also: ['uniform'],
    needsOptions: true,
  },
  ...Object.fromEntries(
    ['MaxPool1d', 'AvgPool1d'].map((name) => {
      const options = { stride: [1, optional(size)], padding: [1, optional(oneOf(0, 1))] } as const;
      return [name, row(construct(exported(name)), [2, size], pooling(name, options))];
    }),
  ),
  ...Object.fromEntries(
    ['MaxPool2d', 'AvgPool2d'].map((name) => {
      const options = {
        stride: [1, optional(pair(size))],
        padding: [1, optional(pair(oneOf(0, 1)))],
      } as const;
      return [name, row(construct(exported(name)), [2, pair(size)], pooling(name, options))];
    }),
  ),
  Flatten: row(construct(core.Flatten), [1, optional(integer)], [-1, optional(integer)]),
  MultiHeadAttention: {
    ...row(construct(core.MultiHeadAttention), [2, range((a) => a === 1 || size(a))], [1, oneOf(1, 2)], {
      ...RANDOM,
      bias: [true, optional(flag)],
    }),
    also: ['Linear', 'xavierUniform', 'uniform'],
    needsOptions: true,
  },
  AdditiveAttention: {
    ...row(construct(core.AdditiveAttention), [2, size], [2, size], [2, size], RANDOM),
    also: ['Linear', 'uniform'],
    needsOptions: true,
  },
  Linear: {
    ...row(construct(core.Linear), [2, size], [2, size], {
      ...RANDOM,
      bias: [true, optional(flag)],
      weight: [core.normal(), initializer],
    }),
    also: ['uniform'],
    needsOptions: true,
  },
  Embedding: {
    ...row(construct(core.Embedding), [2, size], [2, size], {
      ...RANDOM,
      weight: [core.normal(), initializer],
      paddingIndex: [1, optional(oneOf(0, 1))],
    }),
    also: ['normal'],
    needsOptions: true,
  },
  TiedLinear: row(
    construct(core.TiedLinear),
    [new core.Embedding(2, 2, { random }), (value) => value === undefined || value instanceof core.Linear],
    { bias: [true, optional(flag)] },
  ),
  BatchNorm: {
    ...row(construct(core.BatchNorm), [2, size], {
      momentum: [
        0.1,
        optional(
          or(
            oneOf('cumulative'),
            range((a) => a >= 0 && a <= 1),
          ),
        ),
      ],
      affine: [true, optional(flag)],
      eps: [1e-5, optional(atLeast0)],
    }),
    also: ['full', 'zeros'],
  },
  LayerNorm: {
    ...row(construct(core.LayerNorm), [2, or(size, list(size))], {
      affine: [true, optional(flag)],
      eps: [1e-5, optional(atLeast0)],
    }),
    also: ['full'],
  },
  Dropout: {
    ...row(construct(core.Dropout), [0.5, range((a) => a >= 0 && a <= 1)], RANDOM),
    needsOptions: true,
  },
  Residual: row(construct(core.Residual), [linear(), layer]),
  Sequential: row(construct(core.Sequential), [linear(), layer]),
  applyLayer: { ...row(core.applyLayer, [core.relu, layer], X), also: ['relu', 'Linear'] },
  ...Object.fromEntries(
    Object.entries({
      Linear: linear(),
      TiedLinear: new core.TiedLinear(new core.Embedding(2, 2, { random })),
      BatchNorm: new core.BatchNorm(2),
      LayerNorm: new core.LayerNorm(2),
      Dropout: new core.Dropout(0.5, { random }),
      Residual: new core.Residual(linear()),
      Sequential: new core.Sequential(),
    }).map(([name, each]) => [
      `${name}.forward`,
      {
        ...row(
          method(() => each, 'forward'),
          X,
        ),
        also: name === 'Residual' ? ['Linear'] : [],
      },
    ]),
  ),
  'Sequential.forward through a layer': {
    ...row(
      method(() => new core.Sequential(linear()), 'forward'),
      X,
    ),
    also: ['Linear'],
  },
  'Embedding.forward': row(
    method(() => new core.Embedding(2, 2, { random }), 'forward'),
    [targets, indices],
  ),
  // initial weights
  constant: { ...row(drawn(core.constant), [1, isNumber]), also: ['full'] },
  uniform: row(drawn(core.uniform), [0, range((a) => a <= 1 && Number.isFinite(a))], [1, optional(atLeast0)]),
  normal: row(drawn(core.normal), [1, optional(atLeast0)], { mean: [0, optional(finite)] }),
  truncatedNormal: row(drawn(core.truncatedNormal), [1, optional(above0)], {
    mean: [0, optional(finite)],
    low: [-2, optional(range((a) => a < 2))],
    high: [2, optional(range((a) => a > -2))],
  }),
  xavierUniform: row(drawn(core.xavierUniform), [1, optional(atLeast0)]),
  xavierNormal: row(drawn(core.xavierNormal), [1, optional(atLeast0)]),
  heUniform: row(drawn(core.heUniform), {
    fan: ['in', optional(oneOf('in', 'out'))],
    gain: [1, optional(atLeast0)],
  }),
  heNormal: row(drawn(core.heNormal), {
    fan: ['in', optional(oneOf('in', 'out'))],
    gain: [1, optional(atLeast0)],
  }),
  orthogonal: row(drawn(core.orthogonal), [1, optional(finite)]),
  identity: row(drawn(core.identity), [1, optional(finite)]),
  gain: row(core.gain, ['tanh', oneOf('tanh')], { negativeSlope: [0.1, optional(finite)] }),
  ...Object.fromEntries(
    Object.entries(initializers).map(([name, make]) => {
      const ignoresRandom = name === 'constant' || name === 'identity';
      const isMatrix = !['constant', 'uniform', 'normal', 'truncatedNormal'].includes(name);
      const shapes: Kind = (value) => shape(value) && (!isMatrix || (value as number[]).length === 2);
      return [
        `${name} of a shape`,
        {
          ...row(
            (of: never, by: never) => make()(of, by),
            [[2, 2], shapes],
            [random, ignoresRandom ? anything : generator],
          ),
          also: name === 'constant' ? ['full'] : ['uniform', 'normal'],
        },
      ];
    }),
  ),
  // random numbers
  seeded: row(core.seeded, [1, range(Number.isSafeInteger)]),
  'seeded.integer': row(
    method(() => core.seeded(1), 'integer'),
    [5, size],
  ),
  'seeded.restore': row(
    method(() => core.seeded(1), 'restore'),
    [core.seeded(1).state(), never],
  ),
  // reports
  explain: {
    ...row(
      (of: never, inputs: never, expected: never, loss: never, given: never) =>
        core.explain(of, inputs, expected, loss, given),
      [linear(), layer],
      X,
      [x, anything],
      [core.meanSquaredError, plainFunction],
      { learningRate: [0.1, optional(atLeast0)] },
    ),
    also: ['meanSquaredError', 'Linear'],
  },
  formatExplanation: row(core.formatExplanation, [explanation, never]),
  gradientHealth: row(core.gradientHealth, [model, object], {
    exploding: [100, optional(range((a) => a >= 0))],
    vanishing: [1e-3, optional(atLeast0)],
  }),
  formatGradientHealth: row(core.formatGradientHealth, [health, never]),
  // engines
  Engine: row(construct(core.Engine), {
    precision: ['single', optional(oneOf('single', 'double'))],
    kernels: ['reference', optional(plainFunction)],
    wide: [false, optional(flag)],
    maximumBytes: [2 ** 24, optional(never)],
  }),
  'Engine.run': row(
    method(() => new core.Engine({ kernels: 'reference' }), 'run'),
    [() => 1, plainFunction],
  ),
  'kernels.use': {
    ...row(
      method(() => core.kernels, 'use'),
      ['reference', never],
      { wide: [false, optional(flag)] },
    ),
    also: ['Engine.use'],
  },
};

/** Exports without parameters, and errors, which those who write operations make. */
const WITHOUT_PARAMETERS = new Set([
  'IGNORED',
  ...Object.keys(core).filter((name) => name.endsWith('Error')),
]);

afterAll(() => core.kernels.use('auto'));

test('every export has a row', () => {
  const named = new Set(Object.keys(rows).map((name) => name.split(/[ .]/)[0]));
  expect(Object.keys(core).filter((name) => !named.has(name) && !WITHOUT_PARAMETERS.has(name))).toEqual([]);
});

/** Calls with one argument, or one option, replaced by `value`, and whether the parameter accepts it. */
function* replaced(
  each: Row,
  value: unknown,
): Generator<{
  readonly where: string;
  readonly given: readonly unknown[];
  readonly accepts: boolean;
}> {
  const valid = each.arguments.map(validArgument);
  for (const [i, argument] of each.arguments.entries()) {
    const isOptions = !Array.isArray(argument);
    const accepts = isOptions
      ? value === undefined
        ? each.needsOptions !== true
        : options(value) && Object.keys(value as object).length === 0 && each.needsOptions !== true
      : (argument[1] as Kind)(value);
    yield { where: `argument ${i}`, given: valid.with(i, value), accepts };
    if (!isOptions) continue;
    for (const [name, [, kind]] of Object.entries(argument as OptionsArgument)) {
      const given = valid.with(i, { ...(valid[i] as object), [name]: value });
      yield { where: `option ${name}`, given, accepts: kind(value) };
    }
  }
}

function validArgument(argument: Argument): unknown {
  if (Array.isArray(argument)) return argument[0] as unknown;
  return Object.fromEntries(
    Object.entries(argument as OptionsArgument).map(([name, [given]]) => [name, given]),
  );
}

describe.each(Object.entries(rows))('%s', (name, each) => {
  const operations = [...name.replace(/ .*/, '').split('.'), name.replace(/ .*/, ''), ...(each.also ?? [])];

  test('takes arguments that make sense', () => {
    expect(() => {
      if (name !== 'Tensor') each.call(...(each.arguments.map(validArgument) as never[]));
    }).not.toThrow();
  });

  test.each(values)('refuses %s, or gives a result', (_, value) => {
    const wrong: string[] = [];
    for (const { where, given, accepts } of replaced(each, value)) {
      try {
        each.call(...(given as never[]));
        if (!accepts) wrong.push(`${where}: was accepted`);
      } catch (error) {
        const isOurs = error instanceof core.TbpttError && operations.includes(error.operation);
        if (isOurs) continue;
        wrong.push(
          `${where}: ${error instanceof Error ? (error.stack ?? '').split('\n').slice(0, 4).join(' ') : String(error)}`,
        );
      }
    }
    expect(wrong).toEqual([]);
  });

  test('refuses options that it does not know, by name', () => {
    const position = each.arguments.findIndex((argument) => !Array.isArray(argument));
    if (position < 0) return;
    const valid = each.arguments.map(validArgument);
    const given = valid.with(position, { ...(valid[position] as object), reducton: 1 });
    expect(() => each.call(...(given as never[]))).toThrow("there is no option 'reducton'; the options are ");
  });
});

vi.setConfig({ testTimeout: 60_000 });
