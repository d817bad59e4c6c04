import { type Indices, Tensor, tensor } from '@tbptt/core';
import { flattenState, type State } from '@tbptt/rnn';
import { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-node';

/** What a model in onnxruntime gave. */
export interface OnnxOutcome {
  readonly output: Tensor;
  /** The states after the last step, by their paths in our state: `state.0.h`. */
  readonly states: Readonly<Record<string, Tensor>>;
}

/** Runs a model in onnxruntime. */
export async function runOnnx(
  bytes: Uint8Array,
  input: Tensor | Indices,
  state?: State,
): Promise<OnnxOutcome> {
  const { output, ...states } = await runNamed(bytes, {
    input,
    ...(state !== undefined && flattenState(state)),
  });
  if (output === undefined) throw new Error('the model has no output');
  return {
    output,
    states: Object.fromEntries(
      Object.entries(states).map(([name, value]) => [name.replace(/^next/, 'state'), value]),
    ),
  };
}

/** Runs a model in onnxruntime. Returns its outputs by name. */
export async function runNamed(
  bytes: Uint8Array,
  inputs: Readonly<Record<string, Tensor | Indices>>,
): Promise<Readonly<Record<string, Tensor>>> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const feeds: Record<string, OnnxTensor> = {};
    for (const [name, value] of Object.entries(inputs)) feeds[name] = given(value);
    const outputs = await session.run(feeds);
    return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, taken(value)]));
  } finally {
    await session.release();
  }
}

function given(value: Tensor | Indices): OnnxTensor {
  return value instanceof Tensor
    ? new OnnxTensor('float32', value.toFloats(), [...value.shape])
    : new OnnxTensor('int32', value.data, [...value.shape]);
}

function taken({ data, dims }: OnnxTensor): Tensor {
  if (!(data instanceof Float32Array)) throw new Error('the model returned no numbers of single precision');
  return tensor(dims, data);
}
