import { fileURLToPath } from 'node:url';

// This file and the bundles made of it are each in a folder directly below that of the workspace.

/** The folder of this workspace. */
export const BENCH = fileURLToPath(new URL('..', import.meta.url));

/**
 * The folder of the peers: a package of its own outside the workspace, so that only those who
 * compare install 300 MB.
 */
export const PEERS = fileURLToPath(new URL('../peers', import.meta.url));

/** The folder of the results that are kept, one JSON file each. */
export const RESULTS = fileURLToPath(new URL('../results', import.meta.url));
