import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHAR_LM_FOLDER } from '../char-lm-folder.js';
import type { Files } from './experiment.js';
import { parseLosses, type TorchLosses } from './recording.js';

const SCRIPT = join(CHAR_LM_FOLDER, 'train.py');

/** Python could not be run, or the script in it failed. Its message is one line. */
export class PythonError extends Error {
  override readonly name = 'PythonError';

  constructor(
    readonly python: string,
    readonly reason: string,
  ) {
    super(`${python}: ${reason}`);
  }
}

/** Trains PyTorch's model by `char-lm/train.py`. Throws a `PythonError` where that fails. */
export function trainInPython(python: string, { weights, windows }: Files): TorchLosses {
  const folder = mkdtempSync(join(tmpdir(), 'char-lm-'));
  try {
    writeFileSync(join(folder, 'weights.safetensors'), weights);
    writeFileSync(join(folder, 'windows.safetensors'), windows);
    const { error, status, stderr } = spawnSync(python, [SCRIPT, folder], { encoding: 'utf8' });
    if (error !== undefined) throw new PythonError(python, `it cannot be run: ${error.message}`);
    if (status !== 0) throw new PythonError(python, stderr.trim().split('\n').at(-1) || `status ${status}`);
    return parseLosses('losses.json', readFileSync(join(folder, 'losses.json'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
