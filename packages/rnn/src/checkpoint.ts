/** Whole training runs as files, and back. */

export { type Checkpoint, decodeCheckpoint, type SavedPart } from './checkpoint/decode-checkpoint.js';
export { type CheckpointOptions, encodeCheckpoint } from './checkpoint/encode-checkpoint.js';
export { type Restored, restoreCheckpoint } from './checkpoint/restore-checkpoint.js';
export type { Resumable, Run, StateOf } from './checkpoint/run.js';
