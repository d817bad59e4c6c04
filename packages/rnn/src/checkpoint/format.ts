/** The names of tensors of a checkpoint that are not tensors of the model begin so. */
export const PREFIX = 'checkpoint/';

/** The key of the metadata of a file under which everything is that is no tensor. */
export const METADATA_KEY = 'checkpoint';

/** The version of the format. */
export const VERSION = 1;
