/** What a cell of one's own is tested with. */
export { cellContract } from './testing/cell-contract.js';
export type { LayerFactory, TestedLayer } from './testing/cell-setting.js';
export { stepByOperations } from './testing/step-by-operations.js';
export { type TruncatedGradcheckOptions, truncatedGradcheck } from './testing/truncated-gradcheck.js';
