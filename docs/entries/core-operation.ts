/** @module @tbptt/core/operation */
export * from '@tbptt/core/operation';
