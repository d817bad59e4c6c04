/** Trains as soon as it is started, with one thread and with two, and posts its reports. */
import { train, trainWithThreads } from './training.js';

postMessage({ worker: await train('strict') });
postMessage({ 'worker-threads': await trainWithThreads(2) });
