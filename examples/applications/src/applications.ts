import type { Application } from './application.js';
import { sequenceClassics } from './classics/sequence-classics.js';
import { control } from './control/control.js';
import { imageRecognition } from './digits/image-recognition.js';
import { names } from './names/names.js';
import { speech } from './speech/speech.js';
import { timeSeries } from './time-series/time-series.js';
import { words } from './words/words.js';

/** The applications by the names that the command knows, in the order of the table. */
export const applications: Readonly<Record<string, Application>> = {
  'image-recognition': imageRecognition,
  words,
  names,
  speech,
  'time-series': timeSeries,
  control,
  'sequence-classics': sequenceClassics,
};
