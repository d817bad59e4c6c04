/** @module @tbptt/data */
export * from '@tbptt/data';
