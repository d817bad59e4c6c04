/** @module @tbptt/rnn/online */
export * from '@tbptt/rnn/online';
