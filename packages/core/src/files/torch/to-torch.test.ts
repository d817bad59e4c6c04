import { expect, test } from 'vitest';
import { differentiate } from '../../autodiff/differentiate.js';
import { frozen } from '../../autodiff/frozen.js';
import { ArgumentError, FormatError, ShapeError } from '../../errors.js';
import { BatchNorm } from '../../nn/batch-norm.js';
import { Embedding } from '../../nn/embedding.js';
import { LayerNorm } from '../../nn/layer-norm.js';
import { Linear } from '../../nn/linear.js';
import { MultiHeadAttention } from '../../nn/multi-head-attention.js';
import { Residual } from '../../nn/residual.js';
import { Sequential } from '../../nn/sequential.js';
import { TiedLinear } from '../../nn/tied-linear.js';
import type { TorchMembers } from '../../nn/torch-module.js';
import { tanh } from '../../ops/activations/tanh.js';
import { slice } from '../../ops/rearrange.js';
import { sum } from '../../ops/reduce.js';
import { seeded } from '../../random/seeded.js';
import { indices } from '../../tensor/indices.js';
import { type Parameter, parameter } from '../../tensor/parameter.js';
import { type Tensor, tensor, zeros } from '../../tensor/tensor.js';
import { stateDictionary } from '../state-dictionary.js';
import { fromTorch } from './from-torch.js';
import { toTorch } from './to-torch.js';
import { torchTensorsOf } from './torch-tensors-of.js';

const random = seeded(1);
const shapesOf = (model: object) =>
  Object.entries(toTorch(model)).map(([name, { shape }]) => `${name} [${shape.join(', ')}]`);

test("layers have the names and shapes of PyTorch's modules", () => {
  expect(shapesOf(new Linear(2, 3, { random }))).toEqual(['weight [3, 2]', 'bias [3]']);
  expect(shapesOf(new Linear(2, 3, { random, bias: false }))).toEqual(['weight [3, 2]']);
  expect(shapesOf(new Embedding(5, 3, { random }))).toEqual(['weight [5, 3]']);
  expect(shapesOf(new LayerNorm([2, 3]))).toEqual(['weight [2, 3]', 'bias [2, 3]']);
  expect(shapesOf(new BatchNorm(3))).toEqual([
    'weight [3]',
    'bias [3]',
    'running_mean [3]',
    'running_var [3]',
    'num_batches_tracked []',
  ]);
});

test('the weight of a linear layer is the transpose of ours', () => {
  const layer = new Linear(2, 3, { random });
  layer.weight.assign(tensor([2, 3], [1, 2, 3, 4, 5, 6]));
  expect((toTorch(layer)['weight'] as Tensor).toNested()).toEqual([
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
});

test('the count of batches is a whole number', () => {
  const layer = new BatchNorm(2);
  differentiate(layer, () => sum(layer.forward(tensor([2, 2], [1, 2, 3, 4]))));
  expect(toTorch(layer)['num_batches_tracked']).toEqual(indices([], [1]));
});

test('the layers of a sequence are numbered, functions too, and layers of frozen ones are named as without', () => {
  const inner = frozen(new Sequential(new Linear(2, 2, { random }), new BatchNorm(2, { affine: false })));
  const model = { net: new Sequential(new Linear(2, 2, { random, bias: false }), tanh, inner) };
  expect(shapesOf(model)).toEqual([
    'net.0.weight [2, 2]',
    'net.2.0.weight [2, 2]',
    'net.2.0.bias [2]',
    'net.2.1.running_mean [2]',
    'net.2.1.running_var [2]',
    'net.2.1.num_batches_tracked []',
  ]);
});

test("PyTorch's module has the weights of queries, keys and values in one tensor", () => {
  const random = seeded(1);
  const [layer, copy] = [new MultiHeadAttention(2, 1, { random }), new MultiHeadAttention(2, 1, { random })];
  layer.key.weight.assign(tensor([2, 2], [1, 2, 3, 4]));
  layer.value.bias?.assign(tensor([2], [5, 6]));
  const dictionary = toTorch({ layer });
  expect(Object.entries(dictionary).map(([name, { shape }]) => `${name} [${shape.join(', ')}]`)).toEqual([
    'layer.in_proj_weight [6, 2]',
    'layer.in_proj_bias [6]',
    'layer.out_proj.weight [2, 2]',
    'layer.out_proj.bias [2]',
  ]);
  const [weight, bias] = Object.values(dictionary) as [Tensor, Tensor];
  expect(slice(weight, 0, 2, 4).toNested()).toEqual([
    [1, 3],
    [2, 4],
  ]);
  expect(slice(bias, 0, 4, 6).toNested()).toEqual([5, 6]);
  fromTorch({ layer: copy }, dictionary);
  expect(stateDictionary(copy)).toEqual(stateDictionary(layer));
  expect(Object.keys(toTorch(new MultiHeadAttention(2, 1, { random, bias: false })))).toEqual([
    'in_proj_weight',
    'out_proj.weight',
  ]);
  expect(() => fromTorch({ layer }, { ...dictionary, 'layer.in_proj_weight': zeros([2, 2]) })).toThrow(
    'layer.in_proj_weight is [2, 2] for [6, 2]',
  );
});

test('other objects are modules with the names of their fields', () => {
  const model = { blocks: [new Residual(new LayerNorm(2))], scale: parameter(zeros([2, 3])), title: 'x' };
  expect(shapesOf(model)).toEqual([
    'blocks.0.layers.0.weight [2]',
    'blocks.0.layers.0.bias [2]',
    'scale [2, 3]',
  ]);
});

test('maps and sets are modules too', () => {
  const bias = () => parameter(zeros([1]));
  const model = {
    heads: new Map([['a', new Linear(2, 1, { random })]]),
    rest: new Set([{ bias: bias() }, { bias: bias() }]),
  };
  expect(shapesOf(model)).toEqual([
    'heads.a.weight [1, 2]',
    'heads.a.bias [1]',
    'rest.0.bias [1]',
    'rest.1.bias [1]',
  ]);
});

test('a tied weight stands under each of its names', () => {
  const embedding = new Embedding(5, 3, { random });
  const model = { embedding, head: new TiedLinear(embedding) };
  expect(shapesOf(model)).toEqual(['embedding.weight [5, 3]', 'head.weight [5, 3]', 'head.bias [5]']);
  const shared = new Linear(2, 2, { random, bias: false });
  expect(shapesOf({ a: shared, b: shared })).toEqual(['a.weight [2, 2]', 'b.weight [2, 2]']);
});

test('objects that lead back to themselves are entered once', () => {
  const child: Record<string, object> = { weight: parameter(zeros([1])) };
  const model = { child };
  child['parent'] = model;
  expect(shapesOf(model)).toEqual(['child.weight [1]']);
});

test('the dictionary is a copy', () => {
  const layer = new LayerNorm(1);
  const { weight } = toTorch(layer);
  layer.weight?.assign(zeros([1]));
  expect((weight as Tensor).item()).toBe(1);
});

class Renamed {
  readonly scale = parameter(zeros([2, 3]));
  forgotten: Parameter | undefined;

  torchMembers(): TorchMembers {
    return { gain: { tensor: this.scale, layout: 'transposed' } };
  }
}

test('a layer of its own may say what PyTorch calls its tensors', () => {
  expect(shapesOf({ layer: new Renamed() })).toEqual(['layer.gain [3, 2]']);
});

test('a tensor for which PyTorch has no place is an error instead of being left out', () => {
  const layer = new Renamed();
  layer.forgotten = parameter(zeros([1]));
  expect(() => toTorch({ layer })).toThrow(FormatError);
  expect(() => toTorch({ layer })).toThrow(
    'layer.forgotten: the PyTorch module that corresponds to its layer has no place for this tensor. ' +
      'Leave it out of the model, or name it in torchMembers().',
  );
});

test('only a matrix can be transposed', () => {
  const tensor = parameter(zeros([2, 3, 4]));
  const name = () => toTorch({ torchMembers: () => ({ gain: { tensor, layout: 'transposed' } }) });
  expect(name).toThrow(ShapeError);
  expect(name).toThrow("torchMembers: 'gain' is [2, 3, 4]; only a matrix can be transposed.");
});

test('a layout that does not exist is refused', () => {
  const tensor = parameter(zeros([2, 3]));
  const name = () => toTorch({ torchMembers: () => ({ gain: { tensor, layout: 'transpose' } }) });
  expect(name).toThrow(ArgumentError);
  expect(name).toThrow(
    "torchMembers: 'gain' has the layout 'transpose'; it must be one of same, transposed, count.",
  );
});

test('two tensors of one name are refused, whether fields or members name them', () => {
  const [a, b] = [parameter(zeros([1])), parameter(zeros([1]))];
  const byMembers = { torchMembers: () => ({ 'head.bias': a, head: { bias: b } }) };
  for (const model of [{ 'head.bias': a, head: { bias: b } }, byMembers]) {
    expect(() => toTorch(model)).toThrow(ArgumentError);
    expect(() => toTorch(model)).toThrow(
      "toTorch: two tensors of the model have the name 'head.bias'; rename a field, key or member that contains a dot.",
    );
  }
});

test('the tensors of a model can be had themselves, with their layout', () => {
  const layer = new Linear(2, 3, { random });
  expect(torchTensorsOf({ layer }).get('layer.weight')).toEqual({
    tensor: layer.weight,
    layout: 'transposed',
  });
});
