import type { Indices } from '../../tensor/indices.js';
import type { Tensor } from '../../tensor/tensor.js';
import { joined, layouts } from './layouts.js';
import { collectTorchTensors } from './torch-tensors-of.js';

/**
 * The tensors of a model by PyTorch's names and in PyTorch's layouts. Whole numbers of 64 bits are
 * `Indices`, or tensors if they were read from a file.
 */
export type TorchDictionary = Readonly<Record<string, Tensor | Indices>>;

/**
 * Returns a copy of the persistent tensors of a model as the state dictionary of the same model in
 * PyTorch, for `load_state_dict`.
 *
 * - `Linear` is `nn.Linear`, whose `weight` [H, D] is the transpose of ours. `TiedLinear` is
 *   `nn.Linear` with the `weight` of its embedding.
 * - `Embedding` and `LayerNorm` are PyTorch's. `BatchNorm` is `nn.BatchNorm1d`, with
 *   `running_mean`, `running_var` and `num_batches_tracked`.
 * - `Sequential` is `nn.Sequential`, which numbers its layers, functions included: `0.weight`, `2.weight`.
 * - `MultiHeadAttention` is `nn.MultiheadAttention`, whose `in_proj_weight` [3 D, D] has the weights
 *   of queries, keys and values.
 * - A layer with `torchMembers` is the module that it describes (see `TorchModule`). `RNN`,
 *   `GRU` and `LSTM` of `@tbptt/rnn`, alone, `Bidirectional` or in a `Stack`, are one recurrent
 *   module: `weight_ih_l0`, `weight_ih_l0_reverse`, `weight_ih_l1`.
 * - Any other object is a module with the names of its fields.
 *
 * ```ts
 * writeFileSync('model.safetensors', encodeSafetensors(toTorch(model)));
 * ```
 *
 * @throws FormatError if the PyTorch module of a layer has no place for one of its tensors.
 * @throws ArgumentError if the model is not an object, or if two of its tensors have one name.
 */
export function toTorch(model: object): Record<string, Tensor | Indices> {
  const entries = [...collectTorchTensors('toTorch', model)].map(
    ([name, { tensor, layout, followedBy = [] }]) =>
      [name, joined([tensor, ...followedBy].map(layouts[layout].outwards))] as const,
  );
  return Object.fromEntries(entries);
}
