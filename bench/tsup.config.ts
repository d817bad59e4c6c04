import { bundle } from '../tsup.base.js';

export default bundle([], { apart: ['main', 'worker', 'attend'], platform: 'node' });
