/** Tests for cells and models of your own. */
export { cellContract } from './testing/cell-contract.js';
export type { LayerFactory, TestedLayer } from './testing/cell-setting.js';
export { InfluenceBalancing } from './testing/influence-balancing.js';
export { stepByOperations } from './testing/step-by-operations.js';
export { type TruncatedGradcheckOptions, truncatedGradcheck } from './testing/truncated-gradcheck.js';
