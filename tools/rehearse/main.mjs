// node tools/rehearse/main.mjs
// Rehearses a release: publishes the packages from a clean copy of the last commit to a registry on
// this machine, installs them in empty projects with npm, pnpm and Deno, type-checks and runs
// programs there, in every supported host; then releases a change of core and looks at what it does
// to the others. Leaves nothing behind. Works without git remotes; what is not committed is not
// published. Where the registry that npm is set to cannot be reached, the steps that install from
// it are skipped; so are those whose host is missing.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { nodes } from '../matrix/nodes.mjs';
import { Consumer, installBun, installDeno } from './consumer.mjs';
import { published, startRegistry } from './registry.mjs';
import { libraries, libraryNames, Repository } from './repository.mjs';
import { attempt } from './run.mjs';
import { concludeSteps, must, requiredStep, Skipped, step } from './steps.mjs';
import { ViteApp } from './vite-app.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tbptt-rehearse-'));

let repository;
let registry;
/** The version that is published first. */
let first;
/** The compiler of the repository. */
let tsc;
/** A command that starts Deno; undefined where npm has no binary for this machine. */
let deno;

/** The path of Bun; undefined where npm has no binary for this machine. */
let bun;

/**
 * Whether the registry that npm is set to answers: our packages stand in the one on this machine,
 * what they depend on does not.
 */
const online = attempt(
  'npm',
  ['view', 'pure-rand', 'version', '--prefer-online', '--fetch-retries=1', '--fetch-timeout=20000'],
  { cwd: folder },
).succeeded;

/** A step that installs something. */
function installing(name, action) {
  return step(name, () => {
    if (!online) throw new Skipped('the registry that npm is set to does not answer');
    return action();
  });
}

async function publishFirst() {
  repository.publish(registry, join(folder, 'home'));
  for (const name of libraries) {
    const { versions } = await published(registry.url, name);
    must(first in versions, `@tbptt/${name} ${first} is not in the registry`);
    const manifest = JSON.stringify(versions[first]);
    must(!manifest.includes('workspace:'), `@tbptt/${name} ${first} names a workspace`);
  }
}

const consumer = (name) => new Consumer(join(folder, name), registry.url);

/** Each library in a project that has nothing else, then two programs. */
async function installWith(installer) {
  for (const name of libraryNames) {
    await installing(`${installer} installs ${name} alone`, () => {
      const single = consumer(`${installer}-${name.slice('@tbptt/'.length)}`);
      single.install(installer, [name]);
      single.runProgram('every-entry.mjs', [name]);
    });
  }
  for (const [program, packages] of [
    ['xor', ['@tbptt/core']],
    ['char-lm', libraryNames],
  ]) {
    await installing(
      `${installer} installs ${packages.join(', ')}; ${program}.ts is type-checked and runs`,
      () => {
        const project = consumer(`${installer}-${program}`);
        project.install(installer, packages);
        project.compile(program, tsc);
        project.runCompiled(program);
      },
    );
  }
}

async function installProgram() {
  await installing('npm installs @tbptt/demo-cli; the program tbptt runs', () => {
    const project = consumer('cli');
    project.install('npm', ['@tbptt/demo-cli']);
    const printed = project.run('npx', ['--no-install', 'tbptt', 'xor', '--seed', '1']);
    console.log(`  ${printed.trim().split('\n').at(-1)}`);
  });
}

async function installWithDeno() {
  await installing('Deno from npm', () => {
    const path = installDeno(consumer('deno'));
    const { succeeded, stdout } = attempt(path, ['--version'], { cwd: folder });
    if (!succeeded) throw new Skipped('npm has no Deno for this machine');
    deno = path;
    console.log(`  ${stdout.split('\n', 1)}`);
  });
  for (const [program, packages] of [
    ['xor', ['@tbptt/core']],
    ['char-lm', libraryNames],
  ]) {
    await installing(`Deno adds ${packages.join(', ')}; ${program}.ts is type-checked and runs`, () => {
      if (!deno) throw new Skipped('there is no Deno');
      const project = consumer(`deno-${program}`);
      project.addWithDeno(packages, deno);
      project.runInDeno(program, deno);
    });
  }
}

async function installBunItself() {
  await installing('Bun from npm', () => {
    const path = installBun(consumer('bun'));
    const { succeeded, stdout } =
      path === undefined ? { succeeded: false } : attempt(path, ['--version'], { cwd: folder });
    if (!succeeded) throw new Skipped('npm has no Bun for this machine');
    bun = path;
    console.log(`  ${stdout.trim()}`);
  });
}

/**
 * The application of tools/browser, with the packages from the registry, in a browser and on the
 * other hosts.
 */
async function runEverywhere() {
  let app;
  await installing('Vite builds an application from the installed packages', () => {
    const project = consumer('vite');
    project.install('npm', libraryNames);
    const made = new ViteApp(project, repository);
    made.build();
    made.compileForHosts(tsc);
    app = made;
  });
  const take = (name, action) =>
    step(name, () => {
      if (!app) throw new Skipped('there is no application');
      action();
    });
  await take('the application trains in a browser', () => app.visit());
  for (const { name, path, reason } of nodes()) {
    await take(`the same training in ${name}`, () => {
      if (!path) throw new Skipped(reason);
      app.trainInNode(path);
    });
  }
  await take('the same training in Deno, without any permission', () => {
    if (!deno) throw new Skipped('there is no Deno');
    app.trainInDeno(deno);
  });
  await take('the same training in Bun', () => {
    if (!bun) throw new Skipped('there is no Bun');
    app.trainInNode(bun);
  });
}

/**
 * A feature of core is released: everything goes to the same new minor version, and nothing to a
 * major one.
 */
async function releaseChangeOfCore() {
  repository.addChangeset('rehearsed-change', 'Rehearsed a change of core.');
  const after = repository.version();
  const [major, minor] = first.split('.').map(Number);
  must(after === `${major}.${minor + 1}.0`, `core went from ${first} to ${after}; a minor change was meant`);
  const read = (name) => readFileSync(repository.path('packages', name, 'CHANGELOG.md'), 'utf8');
  for (const name of libraries) {
    const { version } = repository.manifest(name);
    must(version === after, `@tbptt/${name} is ${version}, core ${after}: one version for all`);
    must(read(name).includes(`## ${after}`), `the changelog of @tbptt/${name} does not mention ${after}`);
  }
  must(
    read('core').includes('Rehearsed a change of core.'),
    'the changelog of core does not tell the change',
  );
  must(!repository.has('.changeset/rehearsed-change.md'), 'the changeset was not used up');
  repository.publish(registry, join(folder, 'home'));
  for (const name of libraries) {
    const { 'dist-tags': tags, versions } = await published(registry.url, name);
    must(tags.latest === after, `the latest @tbptt/${name} in the registry is ${tags.latest}, not ${after}`);
    const { peerDependencies: peers = {} } = versions[after];
    must(
      !('@tbptt/core' in peers) || peers['@tbptt/core'] === `^${after}`,
      `@tbptt/${name} ${after} asks for core ${peers['@tbptt/core']}, not ^${after}`,
    );
  }
  console.log(`  ${first} to ${after}, all packages`);
}

try {
  await requiredStep('a clean copy of the last commit', () => {
    repository = Repository.copyOf(root, join(folder, 'copy'));
    tsc = repository.path('node_modules/typescript/bin/tsc');
  });
  await step('a branch that changes a package needs a changeset of its own', () =>
    repository.checkBranches(),
  );
  await requiredStep('a registry on this machine', async () => {
    registry = await startRegistry(folder);
  });
  await requiredStep('the first release is published', () => {
    first = repository.version();
    return publishFirst();
  });
  await installWith('npm');
  await installWith('pnpm');
  await installProgram();
  await installWithDeno();
  await installBunItself();
  await runEverywhere();
  await step('a change of core is released', releaseChangeOfCore);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
} finally {
  registry?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  process.exitCode = concludeSteps() ? 0 : 1;
}
