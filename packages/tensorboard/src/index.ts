export { ArgumentError, type Facts, TensorBoardError } from './errors.js';
export {
  type EventTime,
  eventRecord,
  fileVersionRecord,
  histogram,
  type Summary,
  scalar,
  text,
} from './event.js';
