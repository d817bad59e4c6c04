/** Tools for tests: of kernels, operations and models. They depend on no test runner. */

export { defaultEngine } from './engine/default-engine.js';
export { argumentContract, type ValidCall } from './testing/argument-contract.js';
export { type CloseOptions, expectClose, NotCloseError, type Tolerance } from './testing/close.js';
export { doubleEngine } from './testing/double-engine.js';
export { type GradcheckOptions, GradientMismatchError, gradcheck } from './testing/gradcheck.js';
export { kernelContract, type TestRunner } from './testing/kernel-contract.js';
export { numericGradient } from './testing/numeric-gradient.js';
export {
  createThreadGroup,
  ThreadGroup,
  type ThreadGroupOptions,
} from './testing/thread-group.js';
