import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, run } from './run.mjs';
import { must } from './steps.mjs';

/** The published packages that are libraries, by the names of their folders. */
export const libraries = ['blas', 'core', 'data', 'keras', 'mpi', 'onnx', 'optim', 'rnn', 'tensorboard'];

/** Their names in a registry. */
export const libraryNames = libraries.map((name) => `@tbptt/${name}`);

/** A clean copy of the last commit of a repository, in which releases may be made. */
export class Repository {
  constructor(folder) {
    this.folder = folder;
  }

  /** Clones the last commit of `origin` into `folder`, on a branch main, and installs what it needs. */
  static copyOf(origin, folder) {
    run('git', ['clone', '--quiet', origin, folder], { cwd: origin });
    const copy = new Repository(folder);
    copy.git('checkout', '--quiet', '-B', 'main');
    copy.run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline']);
    return copy;
  }

  run(command, args, env) {
    return run(command, args, { cwd: this.folder, env });
  }

  git(...args) {
    return this.run('git', ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost', ...args]);
  }

  path(...parts) {
    return join(this.folder, ...parts);
  }

  has(path) {
    return existsSync(this.path(path));
  }

  manifest(name) {
    return JSON.parse(readFileSync(this.path('packages', name, 'package.json'), 'utf8'));
  }

  /** Adds a changeset of a minor change of core. */
  addChangeset(name, text) {
    writeFileSync(this.path('.changeset', `${name}.md`), `---\n'@tbptt/core': minor\n---\n\n${text}\n`);
  }

  /**
   * Turns the waiting changesets into versions, as `pnpm run version` does for a release. Gives the
   * version of core.
   */
  version() {
    this.run('pnpm', ['run', 'version']);
    this.git('add', '-A');
    this.git('commit', '--quiet', '--allow-empty', '-m', 'repository: release');
    return this.manifest('core').version;
  }

  /**
   * Builds and publishes with a home and settings of its own: nothing of the user's reaches the
   * registry, or the other way round.
   */
  publish({ url, token }, home) {
    mkdirSync(home, { recursive: true });
    const npmrc = join(home, '.npmrc');
    writeFileSync(
      npmrc,
      `registry=${url}\n@tbptt:registry=${url}\n//${url.slice('http://'.length)}:_authToken=${token}\n`,
    );
    this.run('pnpm', ['run', 'build']);
    const env = {
      HOME: home,
      XDG_CONFIG_HOME: home,
      npm_config_userconfig: npmrc,
      npm_config_registry: url,
      pnpm_config_verify_deps_before_run: 'false',
    };
    this.#mustAskForProvenance(env);
    this.run('pnpm', ['exec', 'changeset', 'publish'], env);
  }

  /**
   * The release workflow asks for provenance: on this machine, which nobody can vouch for,
   * publishing is refused then.
   */
  #mustAskForProvenance(env) {
    const workflow = readFileSync(this.path('.github/workflows/release.yml'), 'utf8');
    const asks = /^ *npm publish .*--provenance$/m.test(workflow);
    must(asks, 'the release workflow does not ask for provenance');
    const { succeeded, all } = attempt('npm', ['publish', '--access', 'public', '--provenance'], {
      cwd: this.path('packages/data'),
      env,
    });
    must(!succeeded, 'with --provenance a package was published without provenance');
    must(/provenance/i.test(all), `publishing with --provenance fails for another reason:\n${all}`);
  }

  /**
   * What `.ci/changesets` says about a branch that changes core: no, as long as it has no changeset
   * of its own, whatever waits on main; then yes. On main, and in a clone without a branch, it has
   * nothing to say.
   */
  checkBranches() {
    const check = () => attempt('bash', ['.ci/changesets'], { cwd: this.folder });
    const commit = (message) => {
      this.git('add', '-A');
      this.git('commit', '--quiet', '-m', message);
    };
    const mustAccept = (where) => {
      const { succeeded, all } = check();
      must(succeeded, `.ci/changesets fails ${where}:\n${all}`);
    };
    mustAccept('on main');
    this.git('checkout', '--quiet', '--detach');
    mustAccept('without a branch, on a commit of main');
    this.git('checkout', '--quiet', '-b', 'a-change', 'main');
    const file = this.path('packages/core/src/index.ts');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nexport const rehearsed = true;\n`);
    commit('core: change without a changeset');
    const { succeeded, all } = check();
    must(!succeeded, '.ci/changesets accepts a branch that changes core without a changeset');
    must(all.includes('no changesets were found'), `.ci/changesets fails for another reason:\n${all}`);
    this.addChangeset('a-change', 'Rehearsed a branch.');
    commit('core: tell the users');
    mustAccept('on a branch with a changeset');
    this.git('checkout', '--quiet', 'main');
    this.git('branch', '--quiet', '-D', 'a-change');
  }
}
