import { spawnSync } from 'node:child_process';

/** Where PyTorch is looked for; Debian's own Python may have it where another comes first. */
const PLACES = ['python3', '/usr/bin/python3'];

/** The first Python that has PyTorch, of the given one or of the usual places; undefined if none has. */
export function pythonWithTorch(choice?: string): string | undefined {
  return (choice === undefined ? PLACES : [choice]).find(
    (python) => spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0,
  );
}
