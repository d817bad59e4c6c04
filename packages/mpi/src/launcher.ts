/** The facts that a launcher of MPI passes to the processes that it starts. */
export interface Launcher {
  readonly name: string;
  /** The family of the library that belongs to it, if it belongs to one. */
  readonly family: Family | undefined;
  readonly rank: number;
  readonly size: number;
}

/** The two binary interfaces of MPI libraries. Intel MPI and MVAPICH have that of MPICH. */
export type Family = 'Open MPI' | 'MPICH';

/** Environment variables of launchers: the number of processes, and the rank. */
const KNOWN: readonly (Pick<Launcher, 'name' | 'family'> & { readonly names: readonly [string, string] })[] =
  [
    {
      name: 'mpirun of Open MPI',
      family: 'Open MPI',
      names: ['OMPI_COMM_WORLD_SIZE', 'OMPI_COMM_WORLD_RANK'],
    },
    { name: 'mpirun of MPICH', family: 'MPICH', names: ['PMI_SIZE', 'PMI_RANK'] },
    { name: 'srun', family: undefined, names: ['SLURM_STEP_NUM_TASKS', 'SLURM_PROCID'] },
  ];

/** Returns the launcher that has started this process as one of several, or undefined if there is none. */
export function launcherOf(env: Readonly<Record<string, string | undefined>>): Launcher | undefined {
  for (const { name, family, names } of KNOWN) {
    const [size, rank] = names.map((key) => Number(env[key] ?? Number.NaN));
    if (size === undefined || rank === undefined || !(size >= 1) || !(rank >= 0)) continue;
    // A step of srun with one task is an ordinary program, like the shell of an allocation.
    if (family === undefined && size === 1) continue;
    return { name, family, rank, size };
  }
  return undefined;
}
