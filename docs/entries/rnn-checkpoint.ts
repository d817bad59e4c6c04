/** @module @tbptt/rnn/checkpoint */
export * from '@tbptt/rnn/checkpoint';
