/** @module @tbptt/core/node */
export * from '@tbptt/core/node';
