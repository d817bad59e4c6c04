import { spawnSync } from 'node:child_process';
import { BenchError } from './bench-error.js';
import { nodeBinary } from './node-binary.js';

/** A Node to measure on. */
export interface NodeProgram {
  readonly path: string;
  /** `24.21.0` */
  readonly version: string;
}

/**
 * The chosen Node; if none is, Node 24 where it is installed, on which ours and the JavaScript
 * peers are fastest.
 */
export function latestNode(choice: string | undefined): NodeProgram {
  const path = choice === undefined ? installed() : nodeBinary(choice);
  if (path === process.execPath) return { path, version: process.versions.node };
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return { path, version: stdout.trim().replace(/^v/, '') };
}

function installed(): string {
  try {
    return nodeBinary('24');
  } catch (error) {
    if (error instanceof BenchError) return process.execPath;
    throw error;
  }
}
