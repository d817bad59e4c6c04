/** @module @tbptt/keras */
export * from '@tbptt/keras';
