/**
 * The declarations of the built packages, as a program without the types of browsers and of Node
 * sees them.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
  compilerOptions: { paths: Record<string, [string]> };
};
/** The built declarations of each entry. */
const entries = Object.entries(compilerOptions.paths).map(
  ([entry, [source]]) =>
    [entry, join(root, source.replace('/src/', '/dist/').replace(/\.ts$/, '.d.ts'))] as const,
);
const isBuilt = entries.every(([, declarations]) => existsSync(declarations));
if (!isBuilt) console.warn('The declarations are not tested: build the packages first (pnpm build).');

test.runIf(isBuilt)(
  'the declarations of every entry need neither the types of browsers nor those of Node',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'tbptt-declarations-'));
    try {
      const imports = entries.map(([entry], i) => `import * as m${i} from '${entry}';\nexport { m${i} };`);
      writeFileSync(join(folder, 'index.ts'), imports.join('\n'));
      const options = {
        target: 'es2022',
        lib: ['es2023'],
        types: [],
        module: 'nodenext',
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
        paths: Object.fromEntries(entries.map(([entry, declarations]) => [entry, [declarations]])),
      };
      writeFileSync(
        join(folder, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: options, files: ['index.ts'] }),
      );
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      const compiler = join(root, 'node_modules/typescript/bin/tsc');
      const { stdout, status } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
      expect([status, stdout]).toEqual([0, '']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);
