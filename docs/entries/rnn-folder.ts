/** @module @tbptt/rnn/folder */
export * from '@tbptt/rnn/folder';
