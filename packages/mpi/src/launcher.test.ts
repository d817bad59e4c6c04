import { expect, test } from 'vitest';
import { launcherOf } from './launcher.js';

test('the launcher is known by what it says to its processes', () => {
  const open = { OMPI_COMM_WORLD_SIZE: '4', OMPI_COMM_WORLD_RANK: '3', PMIX_RANK: '3' };
  expect(launcherOf(open)).toEqual({ name: 'mpirun of Open MPI', family: 'Open MPI', rank: 3, size: 4 });
  const mpich = { PMI_SIZE: '2', PMI_RANK: '0' };
  expect(launcherOf(mpich)).toEqual({ name: 'mpirun of MPICH', family: 'MPICH', rank: 0, size: 2 });
  const srun = { SLURM_STEP_NUM_TASKS: '8', SLURM_PROCID: '7' };
  expect(launcherOf(srun)).toEqual({ name: 'srun', family: undefined, rank: 7, size: 8 });
});

test('a process that was started alone has none', () => {
  expect(launcherOf({})).toBeUndefined();
  expect(launcherOf({ PMI_SIZE: '', PMI_RANK: 'x' })).toBeUndefined();
  expect(launcherOf({ SLURM_STEP_NUM_TASKS: '1', SLURM_PROCID: '0' })).toBeUndefined();
});
