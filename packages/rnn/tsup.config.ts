import { bundle } from '../../tools/config/tsup.base.js';

export default bundle(['index'], {
  apart: ['checkpoint', 'inspection', 'online', 'testing'],
  chunk: true,
});
