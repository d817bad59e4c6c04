/** Tools for tests: of kernels, operations and models. They depend on no test runner. */
export { type CloseOptions, expectClose, NotCloseError, type Tolerance } from './testing/close.js';
export { kernelContract, type TestRunner } from './testing/kernel-contract.js';
export { numericGradient } from './testing/numeric-gradient.js';
