/** Tools for tests: of kernels, operations and models. They depend on no test runner. */

export { doubleEngine, singleEngine, withEngine } from './kernels/engine.js';
export { type CloseOptions, expectClose, NotCloseError, type Tolerance } from './testing/close.js';
export { type GradcheckOptions, GradientMismatchError, gradcheck } from './testing/gradcheck.js';
export { kernelContract, type TestRunner } from './testing/kernel-contract.js';
export { numericGradient } from './testing/numeric-gradient.js';
export { type SeededResult, seedGradients } from './testing/seed-gradients.js';
