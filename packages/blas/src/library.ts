import { HostError } from '@tbptt/core';
import koffi from 'koffi';

/** `C = A B + beta C` of row-major matrices at addresses. */
export type Multiply = (
  order: number,
  aTransposed: number,
  bTransposed: number,
  rows: number,
  columns: number,
  depth: number,
  alpha: number,
  a: number,
  aStride: number,
  b: number,
  bStride: number,
  beta: number,
  c: number,
  cStride: number,
) => void;

/** `y = A x + beta y` of a row-major matrix at addresses. */
export type MultiplyVector = (
  order: number,
  transposed: number,
  rows: number,
  columns: number,
  alpha: number,
  a: number,
  aStride: number,
  x: number,
  xStep: number,
  beta: number,
  y: number,
  yStep: number,
) => void;

/** A BLAS with its C interface. */
export interface Library {
  /** Its name and, where it tells, its version, such as `OpenBLAS 0.3.21`. */
  readonly name: string;
  readonly multiply: Multiply;
  readonly multiplyVector: MultiplyVector;
}

type Loaded = ReturnType<typeof koffi.load>;

/** Where the libraries are looked for, by platform, the fastest on most machines first. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    '/System/Library/Frameworks/Accelerate.framework/Accelerate',
    '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
  ],
  win32: ['mkl_rt.2.dll', 'libopenblas.dll', 'openblas.dll'],
};
const UNIX = ['libmkl_rt.so.2', 'libopenblas.so.0', 'libopenblas.so', 'libblis.so.4', 'libblis.so'];

/**
 * Loads a BLAS: the one at `path`, or the first that is found.
 *
 * @throws HostError if there is none with the C interface.
 */
export function loadLibrary(path: string | undefined, threads: number): Library {
  const candidates = path === undefined ? (NAMES[process.platform] ?? UNIX) : [path];
  const reasons: string[] = [];
  for (const candidate of candidates) {
    try {
      return libraryOf(candidate, threads);
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new HostError(
    'blas',
    `no BLAS with a C interface was found; tried ${candidates.join(', ')}. Install OpenBLAS (apt-get install libopenblas0-pthread), or ` +
      `give the path of a library by TBPTT_BLAS. The first reason: ${reasons[0] ?? 'none'}`,
    { candidates },
  );
}

function libraryOf(path: string, threads: number): Library {
  const isAccelerate = path.includes('Accelerate');
  // Accelerate reads it when it is loaded, and has no function for it.
  if (isAccelerate) process.env['VECLIB_MAXIMUM_THREADS'] = String(threads);
  const loaded = koffi.load(path);
  const [i, f, a] = ['int', 'float', 'uintptr_t'];
  const matrix = [i, i, i, i, i, i, f, a, i, a, i, f, a, i].join(', ');
  const vector = [i, i, i, i, f, a, i, a, i, f, a, i].join(', ');
  const multiply = loaded.func(`void cblas_sgemm(${matrix})`) as Multiply;
  const multiplyVector = loaded.func(`void cblas_sgemv(${vector})`) as MultiplyVector;
  setThreads(loaded, threads);
  return { name: isAccelerate ? 'Accelerate' : nameOf(loaded), multiply, multiplyVector };
}

/** Sets the threads of a library by its own function, if it has one. */
function setThreads(loaded: Loaded, threads: number): void {
  for (const [name, type] of [
    ['openblas_set_num_threads', 'int'],
    ['MKL_Set_Num_Threads', 'int'],
    ['bli_thread_set_num_threads', 'intptr_t'],
  ] as const) {
    if (has(loaded, name)) (loaded.func(`void ${name}(${type})`) as (count: number) => void)(threads);
  }
}

function nameOf(loaded: Loaded): string {
  const told = (name: string): string => {
    const text = (loaded.func(`const char *${name}()`) as () => string | null)() ?? '';
    return /\d+(\.\d+)+/.exec(text)?.[0] ?? '';
  };
  if (has(loaded, 'openblas_get_config')) return `OpenBLAS ${told('openblas_get_config')}`.trim();
  if (has(loaded, 'bli_info_get_version_str')) return `BLIS ${told('bli_info_get_version_str')}`.trim();
  return has(loaded, 'MKL_Set_Num_Threads') ? 'MKL' : 'BLAS';
}

function has(loaded: Loaded, name: string): boolean {
  try {
    loaded.symbol(name, 'char');
    return true;
  } catch {
    return false;
  }
}
