import { bundle } from '../config/tsup.base.js';

export default bundle(['index'], { platform: 'node' });
