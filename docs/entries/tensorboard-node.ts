/** @module @tbptt/tensorboard/node */
export * from '@tbptt/tensorboard/node';
