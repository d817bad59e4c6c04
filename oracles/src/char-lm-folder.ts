import { fileURLToPath } from 'node:url';

/**
 * Where the recording of the training run is, and the program that makes it: beside `src`, and
 * beside `dist`, into which this file is bundled.
 */
export const CHAR_LM_FOLDER = fileURLToPath(new URL('../char-lm', import.meta.url));
