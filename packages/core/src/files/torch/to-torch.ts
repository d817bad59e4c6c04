import type { Indices } from '../../tensor/indices.js';
import type { Tensor } from '../../tensor/tensor.js';
import { layouts } from './layouts.js';
import { torchTensorsOf } from './torch-tensors-of.js';

/** The numbers of a model under PyTorch's names and in PyTorch's layouts. Whole numbers, of 64 bits there, are `Indices`, or tensors where a file was read. */
export type TorchDictionary = Readonly<Record<string, Tensor | Indices>>;

/**
 * A copy of the numbers of a model, as the state dictionary of the same model in PyTorch: `load_state_dict` takes it as it is.
 *
 * - `Linear` is `nn.Linear`, whose `weight` [H, D] is the transpose of ours. `TiedLinear` is one too, with the `weight` of its embedding.
 * - `Embedding` and `LayerNorm` are as ours. `BatchNorm` is `nn.BatchNorm1d`, with `running_mean`, `running_var`, `num_batches_tracked`.
 * - `Sequential` is `nn.Sequential`, which numbers its layers, functions too: `0.weight`, `2.weight`.
 * - `RNN`, `GRU` and `LSTM` of `@tbptt/rnn`, single, `Bidirectional` or in a `Stack`, are one module: `weight_ih_l0`, `weight_ih_l0_reverse`, `weight_ih_l1`.
 * - Any other object is a module with the names of its fields, unless it says otherwise by `torchMembers` (see `TorchModule`).
 *
 * ```ts
 * writeFileSync('model.safetensors', encodeSafetensors(toTorch(model)));
 * ```
 *
 * Throws `FormatError` when the model has a part for which PyTorch's modules have no place.
 */
export function toTorch(model: object): Record<string, Tensor | Indices> {
  const entries = [...torchTensorsOf(model)].map(
    ([name, { tensor, layout }]) => [name, layouts[layout].outwards(tensor)] as const,
  );
  return Object.fromEntries(entries);
}
