import { writeSync } from 'node:fs';
import { ArgumentError, type Group, HostError } from '@tbptt/core';
import { type OptionNames, requireOptions, requireRange } from '@tbptt/core/operation';
import { launcherOf } from './launcher.js';

/** Options of `world`. */
export interface WorldOptions {
  /**
   * The seconds after which a waiting rank throws an error if another rank gives no sign of life.
   * Signs of life are operations of an engine, turns of the event loop, and calls of `atWork`, so a
   * rank may compute by itself for longer. The first call of `world` decides. Default:
   * `TBPTT_MPI_TIMEOUT`, or 7.
   */
  readonly timeout?: number;
}

/** The processes that `mpirun` or `srun` has started. */
export interface World extends Group {
  /** The MPI library, such as `Open MPI v4.1.4`. Undefined if the process was started alone. */
  readonly library: string | undefined;

  /**
   * Tells the ranks that wait for this one that it is at work. The operations of an engine and
   * turns of the event loop do so by themselves. Call it now and then in a computation of your own
   * that takes longer than the timeout.
   */
  atWork(): void;

  /**
   * Ends the work with the others: returns when every rank has called it. A process that exits without
   * an error calls it automatically. A process that exits with an error ends all ranks.
   */
  end(): void;
}

const OPTIONS: OptionNames<WorldOptions> = { timeout: true };
const DEFAULT_TIMEOUT = 7; // s
const MOST_TIMEOUT = 7 * 24 * 3600;
/**
 * The time by which rank 0 reports before the others, and the time in which a launcher passes on
 * the output.
 */
const [GRACE, FORWARDING] = [400, 200]; // ms

let joined: Promise<World> | undefined;

/**
 * Returns the processes that `mpirun -n N node train.js` or `srun` has started, as a group for
 * `averageAcross` of `@tbptt/optim`. Every process calls it before it uses the group. A process
 * that was started alone is a group of one, and needs no MPI.
 *
 * The library is found at run time: Open MPI 4 or 5, or MPICH and its kin, whichever belongs to the
 * launcher, or the one that `TBPTT_MPI` names by its path.
 *
 * If a rank ends with an error, by an exception or `process.exit`, all ranks are ended, and the
 * exit code is not 0. If it is killed, `mpirun` ends the others. If it hangs, those that wait end
 * all.
 *
 * @throws ArgumentError if an option is unknown or not valid.
 * @throws HostError if there is no MPI library, or if it is not that of the launcher.
 */
export async function world(options: WorldOptions = {}): Promise<World> {
  requireOptions('world', options, OPTIONS);
  const { timeout = timeoutOf(process.env['TBPTT_MPI_TIMEOUT']) } = options;
  requireRange('world', 'timeout', timeout, { above: 0, most: MOST_TIMEOUT });
  joined ??= join(timeout).catch((error: unknown) => {
    joined = undefined;
    throw error;
  });
  return joined;
}

function timeoutOf(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_TIMEOUT;
  const seconds = Number(text);
  if (seconds > 0 && seconds <= MOST_TIMEOUT) return seconds;
  throw new ArgumentError(
    'world',
    `the environment variable TBPTT_MPI_TIMEOUT is '${text}'; it must be a number of seconds greater than 0.`,
  );
}

async function join(timeout: number): Promise<World> {
  const launcher = launcherOf(process.env);
  if (launcher === undefined) return ALONE;
  const [{ loadLibrary }, { MpiGroup }] = await Promise.all([
    import('./library.js'),
    import('./mpi-group.js'),
  ]);
  const path = process.env['TBPTT_MPI'];
  const library = loadLibrary(launcher, path === '' ? undefined : path);
  const { constants, declare, version } = library;
  const code = declare('MPI_Init', 'aa')(0, 0);
  if (code !== 0) throw new HostError('world', `MPI_Init of ${version} failed with code ${code}.`, { code });
  const finalize = declare('MPI_Finalize', '');
  const abort = declare('MPI_Abort', 'hi');
  const group = new MpiGroup(library, timeout);
  let ended = false;
  const end = (): void => {
    if (ended) return;
    group.close();
    ended = true;
    finalize();
  };
  let failure: unknown;
  process.on('uncaughtExceptionMonitor', (error) => {
    failure = error;
  });
  process.on('exit', (exitCode) => {
    if (ended) return;
    let code = exitCode;
    if (code === 0) {
      try {
        end();
        return;
      } catch (error) {
        failure = error;
        code = 1;
      }
    }
    // If several fail together, one of them reports, and the others are ended meanwhile.
    sleep(group.rank === 0 ? 0 : GRACE);
    if (failure !== undefined) say(`rank ${group.rank} of ${group.size}: ${describeFailure(failure)}\n`);
    sleep(FORWARDING);
    abort(constants.world, code);
  });
  if (group.size !== launcher.size) {
    throw new HostError(
      'world',
      `${launcher.name} has started ${launcher.size} processes, but ${version} sees ${group.size}: two libraries are mixed. ` +
        'Start the program by the mpirun of the library, or give the library of the launcher by TBPTT_MPI=/path/to/libmpi.so.',
      { launcher: launcher.name, library: version },
    );
  }
  return Object.assign(group, { library: version, end });
}

function describeFailure(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function say(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // There is nowhere left to report it.
  }
}

function sleep(milliseconds: number): void {
  if (milliseconds > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

const ALONE: World = {
  rank: 0,
  size: 1,
  library: undefined,
  allReduce() {},
  broadcast() {},
  barrier() {},
  atWork() {},
  end() {},
};
