/** @module @tbptt/data/node */
export * from '@tbptt/data/node';
