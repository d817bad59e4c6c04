/** @module @tbptt/rnn */
export * from '@tbptt/rnn';
