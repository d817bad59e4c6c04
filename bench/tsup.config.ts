import { bundle } from '../tsup.base.js';

export default bundle(['main', 'worker', 'attend'], 'node');
