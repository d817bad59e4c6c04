import { bundle } from '../../tsup.base.js';

export default bundle(['index', 'equation', 'operation'], { apart: ['files', 'testing'] });
