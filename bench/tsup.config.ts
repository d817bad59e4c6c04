import { bundle } from '../tools/config/tsup.base.js';

export default bundle([], {
  apart: ['main', 'worker', 'attend', 'first-step', 'wide-worker'],
  platform: 'node',
});
