import { bundle } from '../../tools/config/tsup.base.js';

export default bundle(['index'], {
  apart: ['checkpoint', 'folder', 'inspection', 'online', 'testing'],
  chunk: true,
});
