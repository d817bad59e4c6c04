/** @module @tbptt/tensorboard */
export * from '@tbptt/tensorboard';
