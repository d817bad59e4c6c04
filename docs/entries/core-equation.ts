/** @module @tbptt/core/equation */
export * from '@tbptt/core/equation';
