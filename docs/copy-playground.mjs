// The playground is a folder of the site. It is built before: see `docs:build` of the root.
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

cpSync(
  fileURLToPath(new URL('../apps/playground/dist', import.meta.url)),
  fileURLToPath(new URL('site/playground', import.meta.url)),
  { recursive: true },
);
