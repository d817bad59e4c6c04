import { evaluate, type Indices, type Layer, type Tensor } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { flattenState, type Sequence, type State, type UnrollableLayer } from '@tbptt/rnn';
import { expect } from 'vitest';
import { type OnnxOptions, toOnnx } from '../to-onnx.js';
import { runOnnx } from './run-onnx.js';

/** Checks that a tensor is within 1e-5 of another one, in the same shape. */
export function expectSame(found: Tensor | undefined, expected: Tensor | undefined, name: string): void {
  expect(found?.shape, `the shape of ${name}`).toEqual(expected?.shape);
  expectClose(found?.toFloats() ?? [], expected?.toFloats() ?? [], { absolute: 1e-5, relative: 0, name });
}

/** Checks that a layer gives in onnxruntime what it gives here. */
export async function expectSameLayer<Input extends Tensor | Indices>(
  layer: object & Layer<Input>,
  inputs: readonly Input[],
  options: OnnxOptions = {},
): Promise<void> {
  const bytes = toOnnx(layer, options);
  for (const input of inputs) {
    const expected = evaluate(() => (typeof layer === 'function' ? layer(input) : layer.forward(input)));
    const { output } = await runOnnx(bytes, input);
    expectSame(output, expected, 'the output');
  }
}

/** Checks that a recurrent network gives in onnxruntime the outputs and the state that it gives here. */
export async function expectSameNetwork(
  network: UnrollableLayer,
  inputs: readonly Sequence[],
  options: OnnxOptions = {},
): Promise<void> {
  const bytes = toOnnx(network, options);
  let state: State | undefined;
  for (const input of inputs) {
    const entering = state ?? network.initialState(input.shape[1] ?? 0);
    const expected = network.unroll(input, entering);
    const found = await runOnnx(bytes, input, options.states === false ? undefined : entering);
    expectSame(found.output, expected.outputs, 'the output');
    if (options.states === false) continue;
    const states = flattenState(expected.state);
    for (const [path, tensor] of Object.entries(states)) expectSame(found.states[path], tensor, path);
    state = expected.state;
  }
}
