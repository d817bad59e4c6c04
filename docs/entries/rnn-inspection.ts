/** @module @tbptt/rnn/inspection */
export * from '@tbptt/rnn/inspection';
