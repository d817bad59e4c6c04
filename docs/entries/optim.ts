/** @module @tbptt/optim */
export * from '@tbptt/optim';
