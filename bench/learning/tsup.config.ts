import { bundle } from '../../tools/config/tsup.base.js';

export default bundle(['main', 'index'], { platform: 'node' });
