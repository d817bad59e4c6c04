import { bundle } from '../../tools/config/tsup.base.js';

export default bundle(['index'], { apart: ['main'], platform: 'node' });
