/** @module @tbptt/blas */
export * from '@tbptt/blas';
