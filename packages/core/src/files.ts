/** Models as data: state dictionaries, safetensors files, and weights to and from PyTorch. */

export { decodeSafetensors, type Safetensors } from './files/safetensors/decode.js';
export { encodeSafetensors } from './files/safetensors/encode.js';
export {
  loadStateDictionary,
  type StateDictionary,
  stateDictionary,
} from './files/state-dictionary.js';
export { fromTorch } from './files/torch/from-torch.js';
export { type TorchDictionary, toTorch } from './files/torch/to-torch.js';
export { torchTensorsOf } from './files/torch/torch-tensors-of.js';
export type { TorchLayout, TorchMembers, TorchModule, TorchTensor } from './nn/torch-module.js';
export type { TorchDirections, TorchLevels, TorchRecurrent, TorchRun } from './nn/torch-recurrent.js';
