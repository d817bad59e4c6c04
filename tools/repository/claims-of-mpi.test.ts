/** What the docstrings of `@tbptt/mpi` say is refused, each with cases that try it. */
import * as mpi from '@tbptt/mpi';
import { type Claims, testClaims } from './claims.js';

const NO_TIME = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, '5', null] as const;

const claims: Claims = {
  world: {
    ArgumentError: [
      ...NO_TIME.map((timeout) => () => mpi.world({ timeout: timeout as never })),
      () => mpi.world({ seconds: 5 } as never),
      () => mpi.world(null as never),
    ],
    HostError: [
      async () => {
        const { env } = process;
        process.env = { ...env, PMI_SIZE: '2', PMI_RANK: '0', TBPTT_MPI: '/nowhere/libmpi.so' };
        await mpi.world().finally(() => {
          process.env = env;
        });
      },
    ],
  },
};

testClaims({ package: 'mpi', exported: mpi, claims, atLeast: 1 });
