import { bundle } from '../../tools/config/tsup.base.js';

// `causal` remembers which models it has looked through.
export default bundle(['index'], {
  apart: ['checkpoint', 'inspection', 'online', 'testing'],
  twice: ['causal'],
});
