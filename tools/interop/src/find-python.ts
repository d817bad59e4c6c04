import { spawnSync } from 'node:child_process';

/** What is asked of a Python: does it have PyTorch? */
const question = ['-c', 'import torch; print(torch.__version__)'];

/**
 * A Python with PyTorch: `TBPTT_PYTHON` if set, else the first of the usual names that has it;
 * undefined if there is none.
 */
export function findPython(): string | undefined {
  const told = process.env['TBPTT_PYTHON'];
  const names = told ? [told] : ['python3', 'python', '/usr/bin/python3'];
  return names.find((name) => spawnSync(name, question, { timeout: 60_000 }).status === 0);
}
