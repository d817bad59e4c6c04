/** Event files. A separate entry, since it needs the file system of Node. */

export { EventFile, type EventFileOptions } from './node/event-file.js';
