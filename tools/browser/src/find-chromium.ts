import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The path of a Chromium or Chrome to test with: `TBPTT_CHROMIUM` if set, else the first of the
 * usual names on the `PATH`; undefined if there is none.
 */
export function findChromium(): string | undefined {
  const told = process.env['TBPTT_CHROMIUM'];
  if (told) return told;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
