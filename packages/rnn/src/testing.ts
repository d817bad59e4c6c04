/** What a cell of one's own is tested with. */
export { cellContract, type LayerFactory } from './testing/cell-contract.js';
export { stepByOperations } from './testing/step-by-operations.js';
