/** Weights of Keras 3. */

export { decodeKeras, type KerasWeights } from './decode-keras.js';
export { fromKeras } from './from-keras.js';
