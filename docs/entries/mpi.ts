/** @module @tbptt/mpi */
export * from '@tbptt/mpi';
