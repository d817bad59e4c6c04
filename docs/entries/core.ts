/** @module @tbptt/core */
export * from '@tbptt/core';
