/** What the docstrings of `@tbptt/blas` say is refused, each with cases that try it. */
import * as blas from '@tbptt/blas';
import { type Claims, testClaims } from './claims.js';

const claims: Claims = {
  blas: {
    ArgumentError: [
      { path: '' },
      { path: 5 },
      { threads: 0 },
      { threads: 1.5 },
      { table: 'B' },
      { lib: 'x' },
      null,
    ].map((options) => () => blas.blas(options as never)),
    HostError: [() => blas.blas({ path: '/nowhere/libblas.so' })],
  },
};

testClaims({ package: 'blas', exported: blas, claims, atLeast: 1 });
