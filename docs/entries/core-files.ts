/** @module @tbptt/core/files */
export * from '@tbptt/core/files';
