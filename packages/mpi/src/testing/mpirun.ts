import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A program that starts ranks, and the environment that it needs. */
export interface Launcher {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const OPEN_MPI = {
  // Tests may run in a container, as root, and with more ranks than processors. Ranks have a terminal.
  NO_COLOR: '1',
  OMPI_ALLOW_RUN_AS_ROOT: '1',
  OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1',
  OMPI_MCA_rmaps_base_oversubscribe: '1',
  PRTE_MCA_rmaps_default_mapping_policy: ':oversubscribe',
};

/** The launchers of this machine, one of each family. */
export const launchers: readonly Launcher[] = ['mpirun', 'mpirun.openmpi', 'mpirun.mpich']
  .flatMap((command): Launcher[] => {
    const { stdout, error } = spawnSync(command, ['--version'], {
      encoding: 'utf8',
      env: { ...process.env, ...OPEN_MPI },
    });
    if (error !== undefined) return [];
    if (/Open MPI|OpenRTE/.test(stdout)) return [{ name: 'Open MPI', command, args: [], env: OPEN_MPI }];
    if (/HYDRA/i.test(stdout)) return [{ name: 'MPICH', command, args: [], env: {} }];
    return [];
  })
  .filter(({ name }, i, all) => all.findIndex((other) => other.name === name) === i);

/** The URL of an entry of a package that `pnpm build` made, since ranks cannot run the sources. */
export function builtEntry(path: string): string {
  return new URL(`../../../${path}`, import.meta.url).href;
}

const isBuilt = ['mpi/dist/index.js', 'core/dist/index.js', 'optim/dist/index.js'].every((path) =>
  existsSync(fileURLToPath(builtEntry(path))),
);

/** Why tests with ranks are skipped, if they are. */
export const obstacle = !isBuilt
  ? 'the packages are not built'
  : launchers.length === 0
    ? 'there is no mpirun of Open MPI or MPICH'
    : undefined;

/** The end of all ranks. */
export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
}

/** How ranks are run. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Default: that of this process. */
  readonly cwd?: string;
  /** Called with the output as it grows. */
  readonly watch?: (out: string) => void;
}

/** Runs Node with the arguments in `size` ranks. */
export function runNode(
  launcher: Launcher,
  size: number,
  args: readonly string[],
  { env = {}, cwd, watch }: RunOptions = {},
): Promise<Finished> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(launcher.command, [...launcher.args, '-n', String(size), process.execPath, ...args], {
      env: { ...process.env, ...launcher.env, ...env },
      ...(cwd !== undefined && { cwd }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      out += piece;
      watch?.(out);
    });
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      err += piece;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, out, err, seconds: (performance.now() - start) / 1000 });
    });
  });
}

/** Runs a module in `size` ranks. Its text may use `world` and `group`. */
export function runRanks(
  launcher: Launcher,
  size: number,
  module: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const text = `import { world } from ${JSON.stringify(builtEntry('mpi/dist/index.js'))};
    const group = await world();
    ${module}`;
  return runNode(launcher, size, ['--input-type=module', '--eval', text], { env });
}
