/**
 * Writes the likeliest text by a model twice, by `@tbptt/rnn` and in onnxruntime-web, and shows both
 * and the largest difference of their logits as JSON.
 */
import { indices, type Tensor } from '@tbptt/core';
import { toOnnx } from '@tbptt/onnx';
import { type CharLM, flattenState, type StackState } from '@tbptt/rnn';
import { fetchModelFolder } from '@tbptt/rnn/folder';
import { env, InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-web/wasm';

/** What the page found. */
export interface OnnxReport {
  readonly ours: string;
  readonly theirs: string;
  readonly difference: number;
}

env.wasm.numThreads = 1;

const output = document.querySelector('output');
try {
  const { model, vocabulary } = await fetchModelFolder(new URL('model', location.href).href);
  if (output) output.textContent = JSON.stringify(await compare(model, vocabulary.symbols, 50));
} catch (error) {
  if (output) output.textContent = String(error);
}

async function compare(model: CharLM, symbols: readonly string[], length: number): Promise<OnnxReport> {
  const session = await InferenceSession.create(toOnnx(model));
  let state: StackState = model.initialState(1);
  let states = feedsOf(flattenState(state));
  let [ours, theirs, difference] = ['', '', 0];
  let [symbol, other] = [0, 0];
  for (let i = 0; i < length; i++) {
    const stepped = model.step(indices([1], [symbol]), state);
    const input = new OnnxTensor('int32', Int32Array.of(other), [1, 1]);
    const { output: logits, ...next } = await session.run({ input, ...states });
    states = Object.fromEntries(
      Object.entries(next).map(([name, value]) => [name.replace('next', 'state'), value]),
    );
    state = stepped.state;
    const [a, b] = [stepped.output.toFloats(), logits?.data as Float32Array];
    a.forEach((logit, k) => {
      difference = Math.max(difference, Math.abs(logit - (b[k] ?? Number.NaN)));
    });
    [symbol, other] = [a.indexOf(Math.max(...a)), b.indexOf(Math.max(...b))];
    ours += symbols[symbol];
    theirs += symbols[other];
  }
  return { ours, theirs, difference };
}

function feedsOf(tensors: Readonly<Record<string, Tensor>>): Record<string, OnnxTensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [
      name,
      new OnnxTensor('float32', tensor.toFloats(), [...tensor.shape]),
    ]),
  );
}
