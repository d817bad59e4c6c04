import { bundle } from '../../tools/config/tsup.base.js';

export default bundle(['index', 'equation', 'operation'], { apart: ['files', 'node', 'testing'] });
