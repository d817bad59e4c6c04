/** The tests of an optimizer, for optimizers of your own. */
export {
  type OptimizerContract,
  optimizerContract,
  type ReferenceUpdate,
  type Setting,
} from './testing/optimizer-contract.js';
