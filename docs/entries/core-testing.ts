/** @module @tbptt/core/testing */
export * from '@tbptt/core/testing';
