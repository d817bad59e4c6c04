/** Matrix products by the BLAS of the machine. */

export { type Blas, type BlasOptions, blas } from './blas.js';
export type { ProductTable } from './product-table.js';
