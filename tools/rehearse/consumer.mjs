import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

const programs = fileURLToPath(new URL('consumer', import.meta.url));

/** Deno as npm has it. Its binary lies in a package of the platform; no script has to run to install it. */
const denoPackage = 'deno@2.9.6';

/** The binary of Bun as npm has it: the package `bun` needs a script to find it. */
const bunPackage = '@oven/bun-linux-x64';
const bunVersion = '1.4.5';

/** An empty project outside of every workspace, whose @tbptt packages come from the registry at `url`. */
export class Consumer {
  constructor(folder, url) {
    this.folder = folder;
    mkdirSync(folder);
    const manifest = { name: 'consumer', private: true, type: 'module' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, '.npmrc'), `@tbptt:registry=${url}\n`);
    // What was published a minute ago is what is to be installed. koffi works without its script.
    writeFileSync(
      join(folder, 'pnpm-workspace.yaml'),
      'minimumReleaseAge: 0\nallowBuilds:\n  koffi: false\n',
    );
  }

  run(command, args, env) {
    return run(command, args, { cwd: this.folder, env });
  }

  /** Installs packages with npm or pnpm. */
  install(installer, packages) {
    if (installer === 'pnpm') this.run('pnpm', ['add', ...packages]);
    else this.run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages]);
  }

  /** Copies a file or folder into the project. */
  take(source, name) {
    cpSync(source, join(this.folder, name), { recursive: true });
  }

  /** Copies a program of `consumer/` into the project, and runs it on Node. */
  runProgram(name, args, node = process.execPath) {
    this.take(join(programs, name), name);
    process.stdout.write(this.run(node, [name, ...args]));
  }

  /** Checks the types of a program of `consumer/` as bundlers and as Node resolve them, and compiles it. */
  compile(name, tsc) {
    this.take(join(programs, `${name}.ts`), `${name}.ts`);
    const common = ['--strict', '--target', 'es2022', '--lib', 'es2023,dom', '--types', '', `${name}.ts`];
    const as = (...options) => this.run(process.execPath, [tsc, ...options, ...common]);
    as('--module', 'esnext', '--moduleResolution', 'bundler', '--noEmit');
    as('--module', 'nodenext');
  }

  /** Runs what `compile` compiled. */
  runCompiled(name, node = process.execPath) {
    process.stdout.write(this.run(node, [`${name}.js`]));
  }

  /** Runs Deno with a cache in the project. */
  runDeno(deno, args) {
    return this.run(deno, args, { DENO_DIR: join(this.folder, '.deno'), DENO_NO_UPDATE_CHECK: '1' });
  }

  /** Adds packages by Deno itself. */
  addWithDeno(packages, deno) {
    this.runDeno(deno, [
      'add',
      '--quiet',
      '--minimum-dependency-age=0',
      ...packages.map((name) => `npm:${name}`),
    ]);
  }

  /** Checks the types of a program of `consumer/` with Deno, and runs it there without any permission. */
  runInDeno(name, deno) {
    this.take(join(programs, `${name}.ts`), `${name}.ts`);
    this.runDeno(deno, ['check', '--quiet', `${name}.ts`]);
    process.stdout.write(this.runDeno(deno, ['run', '--quiet', '--no-prompt', `${name}.ts`]));
  }
}

/** Installs Deno in the project; gives the path of what starts it. */
export function installDeno(consumer) {
  consumer.install('npm', [denoPackage]);
  return join(consumer.folder, 'node_modules', '.bin', 'deno');
}

/** Installs Bun in the project; gives its path, or undefined where npm has no binary for this machine. */
export function installBun(consumer) {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  consumer.install('npm', [`${bunPackage}@${bunVersion}`]);
  return join(consumer.folder, 'node_modules', bunPackage, 'bin', 'bun');
}
