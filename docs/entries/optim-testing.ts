/** @module @tbptt/optim/testing */
export * from '@tbptt/optim/testing';
