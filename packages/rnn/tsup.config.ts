import { bundle } from '../../tools/config/tsup.base.js';

export default bundle(['index'], {
  apart: ['checkpoint', 'folder', 'inspection', 'online', 'sequence-to-sequence', 'testing'],
  chunk: true,
});
