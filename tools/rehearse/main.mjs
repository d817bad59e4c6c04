// node tools/rehearse/main.mjs
// Rehearses a release: publishes the packages from a clean copy of the last commit to a registry on this machine, installs them in empty
// projects with npm and with pnpm, type-checks and runs programs there; then releases a change of core and looks at what it does to the
// others. Leaves nothing behind. Works without git remotes; what is not committed is not published.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { startRegistry } from './registry.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const libraries = ['core', 'data', 'optim', 'rnn'];
const folder = mkdtempSync(join(tmpdir(), 'tbptt-rehearse-'));
const copy = join(folder, 'copy');

function say(what) {
  console.log(`== ${what}`);
}

/** Runs a command, ten minutes at most; what it prints is shown if it fails, and given if it does not. */
function run(command, args, { cwd = copy, env = {} } = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 600_000,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', NO_COLOR: '1', CI: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} (in ${cwd}):\n${stdout ?? ''}${stderr ?? ''}${error ?? ''}`,
    );
  }
  return stdout;
}

function must(holds, rule) {
  if (!holds) throw new Error(rule);
}

const manifest = (name) => JSON.parse(readFileSync(join(copy, 'packages', name, 'package.json'), 'utf8'));
const git = (...args) =>
  run('git', ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost', ...args]);

/** Turns the waiting changesets into versions, as `pnpm run version` does for a release. Gives the version of core. */
function version() {
  run('pnpm', ['run', 'version']);
  git('add', '-A');
  git('commit', '--quiet', '--allow-empty', '-m', 'repository: release');
  return manifest('core').version;
}

/** Builds and publishes with a home and settings of its own: nothing of the user's reaches the registry, or the other way round. */
function publish({ url, token }) {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const npmrc = join(home, '.npmrc');
  writeFileSync(
    npmrc,
    `registry=${url}\n@tbptt:registry=${url}\n//${url.slice('http://'.length)}:_authToken=${token}\n`,
  );
  run('pnpm', ['run', 'build']);
  const settings = {
    HOME: home,
    XDG_CONFIG_HOME: home,
    npm_config_userconfig: npmrc,
    npm_config_registry: url,
  };
  run('pnpm', ['exec', 'changeset', 'publish'], {
    env: { ...settings, pnpm_config_verify_deps_before_run: 'false', NPM_CONFIG_PROVENANCE: 'false' },
  });
}

async function published(url, name) {
  // A connection kept from before may have ended while commands ran: then the first try fails.
  const read = () => fetch(`${url}@tbptt%2f${name}`);
  const response = await read().catch(read);
  must(response.ok, `@tbptt/${name} is not in the registry: ${response.status}`);
  return response.json();
}

/** An empty project with `packages` from the registry, and the program `name` of consumer/, type-checked and run. */
function consume(installer, name, packages, url) {
  say(`${installer} installs ${packages.join(', ')} in an empty project, which runs ${name}`);
  const cwd = join(folder, `${installer}-${name}`);
  mkdirSync(cwd);
  writeFileSync(
    join(cwd, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  );
  writeFileSync(join(cwd, '.npmrc'), `@tbptt:registry=${url}\n`);
  // What was published a minute ago is what is to be installed.
  writeFileSync(join(cwd, 'pnpm-workspace.yaml'), 'minimumReleaseAge: 0\n');
  cpSync(fileURLToPath(new URL(`consumer/${name}.ts`, import.meta.url)), join(cwd, `${name}.ts`));
  if (installer === 'npm') run('npm', ['install', '--no-audit', '--no-fund', ...packages], { cwd });
  else run('pnpm', ['add', ...packages], { cwd });

  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const common = ['--strict', '--target', 'es2022', '--lib', 'es2023,dom', '--types', '', `${name}.ts`];
  run(process.execPath, [tsc, '--module', 'esnext', '--moduleResolution', 'bundler', '--noEmit', ...common], {
    cwd,
  });
  run(process.execPath, [tsc, '--module', 'nodenext', ...common], { cwd });
  process.stdout.write(run(process.execPath, [`${name}.js`], { cwd }));
}

/** A feature of core is released: everything goes to the same new minor version, and nothing to a major one. */
async function releaseChangeOfCore(registry, before) {
  say('a change of core is released');
  writeFileSync(
    join(copy, '.changeset', 'rehearsed-change.md'),
    "---\n'@tbptt/core': minor\n---\n\nRehearsed a change of core.\n",
  );
  const after = version();
  const [major, minor] = before.split('.').map(Number);
  must(after === `${major}.${minor + 1}.0`, `core went from ${before} to ${after}; a minor change was meant`);
  for (const name of libraries) {
    must(
      manifest(name).version === after,
      `@tbptt/${name} is ${manifest(name).version}, core ${after}: one version for all`,
    );
    const changelog = readFileSync(join(copy, 'packages', name, 'CHANGELOG.md'), 'utf8');
    must(changelog.includes(`## ${after}`), `the changelog of @tbptt/${name} does not mention ${after}`);
  }
  must(
    readFileSync(join(copy, 'packages/core/CHANGELOG.md'), 'utf8').includes('Rehearsed a change of core.'),
    'the changelog of core does not tell the change',
  );
  must(!existsSync(join(copy, '.changeset', 'rehearsed-change.md')), 'the changeset was not used up');
  publish(registry);
  for (const name of libraries) {
    const { 'dist-tags': tags, versions } = await published(registry.url, name);
    must(tags.latest === after, `the latest @tbptt/${name} in the registry is ${tags.latest}, not ${after}`);
    const { peerDependencies: peers = {} } = versions[after];
    must(
      !('@tbptt/core' in peers) || peers['@tbptt/core'] === `^${after}`,
      `@tbptt/${name} ${after} asks for core ${peers['@tbptt/core']}, not ^${after}`,
    );
  }
  console.log(`  ${before} to ${after}, all packages`);
}

let registry;
try {
  say('a clean copy of the last commit');
  run('git', ['clone', '--quiet', root, copy], { cwd: folder });
  git('checkout', '--quiet', '-B', 'main');
  run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline']);
  registry = await startRegistry(folder);
  const first = version();
  say(`publish ${first}`);
  publish(registry);
  for (const name of libraries) {
    const { versions } = await published(registry.url, name);
    must(first in versions, `@tbptt/${name} ${first} is not in the registry`);
    must(
      !JSON.stringify(versions[first]).includes('workspace:'),
      `@tbptt/${name} ${first} names a workspace`,
    );
  }
  const all = libraries.map((name) => `@tbptt/${name}`);
  for (const installer of ['npm', 'pnpm']) {
    consume(installer, 'xor', ['@tbptt/core'], registry.url);
    consume(installer, 'char-lm', all, registry.url);
  }
  await releaseChangeOfCore(registry, first);
  say('the rehearsal passed');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  registry?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
