/** Trains as soon as it is started, and posts its report. */
import { train } from './training.js';

postMessage(await train('strict'));
