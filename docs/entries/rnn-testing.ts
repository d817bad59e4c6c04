/** @module @tbptt/rnn/testing */
export * from '@tbptt/rnn/testing';
