/** @module @tbptt/data/names */
export * from '@tbptt/data/names';
