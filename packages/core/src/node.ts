/** Files that are replaced whole or not at all. A separate entry, since it needs the file system of Node. */

export { reasonOf } from './node/reason-of.js';
export { requireWritable, writeAtomically } from './node/write-atomically.js';
