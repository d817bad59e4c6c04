/** @module @tbptt/rnn/sequence-to-sequence */
export * from '@tbptt/rnn/sequence-to-sequence';
