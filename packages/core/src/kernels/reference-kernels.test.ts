import { describe, test } from 'vitest';
import { LinearMemory } from '../memory/linear-memory.js';
import { kernelContract } from '../testing/kernel-contract.js';
import { ReferenceKernels } from './reference-kernels.js';

// In single precision they are what the generated kernels are compared with; in double precision
// gradients are checked on them.
kernelContract(
  { describe, test },
  new ReferenceKernels(new LinearMemory('single')),
  new ReferenceKernels(new LinearMemory('double')),
);
