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

/**
 * The functions of MKL for a packed right-hand side: its elements are stored once in the order in
 * which products read them.
 */
export interface Packing {
  /** The bytes of a packed matrix: `(which, rows, columns, depth)`. */
  readonly size: (matrix: number, rows: number, columns: number, depth: number) => number;
  readonly pack: (
    order: number,
    matrix: number,
    transposed: number,
    rows: number,
    columns: number,
    depth: number,
    alpha: number,
    b: number,
    bStride: number,
    packed: number,
  ) => void;
  /** As `Multiply`, with a packed matrix for b. */
  readonly multiply: (
    order: number,
    aTransposed: number,
    bForm: number,
    rows: number,
    columns: number,
    depth: number,
    a: number,
    aStride: number,
    packed: number,
    bStride: number,
    beta: number,
    c: number,
    cStride: number,
  ) => void;
}

/** A BLAS with its C interface. */
export interface Library {
  /**
   * The name of the library and, if known, its version and the processor that it is optimized for:
   * `OpenBLAS 0.3.21 SkylakeX`.
   */
  readonly name: string;
  readonly multiply: Multiply;
  readonly multiplyVector: MultiplyVector;
  /** Undefined if the library cannot pack. */
  readonly packing: Packing | undefined;
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
const UNIX = [
  'libmkl_rt.so.2',
  'libopenblas.so.0',
  'libopenblas.so',
  'libblis.so.4',
  'libblis.so',
  'libmkl_rt.so', // that of Debian, which is slow on processors of others
];

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
  // Accelerate reads the variable when it is loaded, and has no function to set its threads.
  if (isAccelerate) process.env['VECLIB_MAXIMUM_THREADS'] = String(threads);
  const loaded = koffi.load(path);
  setThreads(loaded, threads);
  const [i, f, a] = ['int', 'float', 'uintptr_t'];
  const matrix = [i, i, i, i, i, i, f, a, i, a, i, f, a, i].join(', ');
  const vector = [i, i, i, i, f, a, i, a, i, f, a, i].join(', ');
  const multiply = loaded.func(`void cblas_sgemm(${matrix})`) as Multiply;
  const multiplyVector = loaded.func(`void cblas_sgemv(${vector})`) as MultiplyVector;
  return {
    name: isAccelerate ? 'Accelerate' : nameOf(loaded),
    multiply,
    multiplyVector,
    packing: packingOf(loaded),
  };
}

function packingOf(loaded: Loaded): Packing | undefined {
  if (!has(loaded, 'cblas_sgemm_pack_get_size') || !has(loaded, 'cblas_sgemm_compute')) return undefined;
  const [i, f, a] = ['int', 'float', 'uintptr_t'];
  const size = [i, i, i, i].join(', ');
  const pack = [i, i, i, i, i, i, f, a, i, a].join(', ');
  const compute = [i, i, i, i, i, i, a, i, a, i, f, a, i].join(', ');
  return {
    size: loaded.func(`size_t cblas_sgemm_pack_get_size(${size})`) as Packing['size'],
    pack: loaded.func(`void cblas_sgemm_pack(${pack})`) as Packing['pack'],
    multiply: loaded.func(`void cblas_sgemm_compute(${compute})`) as Packing['multiply'],
  };
}

/** Sets the threads of a library by its own function, if it has one. */
function setThreads(loaded: Loaded, threads: number): void {
  // One thread needs no threading library. MKL would look for one, and end the process without it.
  if (threads === 1 && has(loaded, 'MKL_Set_Threading_Layer')) {
    (loaded.func('int MKL_Set_Threading_Layer(int)') as (layer: number) => number)(MKL_SEQUENTIAL);
  }
  for (const [name, type] of [
    ['openblas_set_num_threads', 'int'],
    ['MKL_Set_Num_Threads', 'int'],
    ['bli_thread_set_num_threads', 'intptr_t'],
  ] as const) {
    if (has(loaded, name)) (loaded.func(`void ${name}(${type})`) as (count: number) => void)(threads);
  }
}

const MKL_SEQUENTIAL = 1;

/** The length of the text in which MKL tells its version. */
const MKL_VERSION_LENGTH = 200;

function nameOf(loaded: Loaded): string {
  const told = (name: string): string =>
    has(loaded, name) ? ((loaded.func(`const char *${name}()`) as () => string | null)() ?? '') : '';
  const name = (library: string, version: string, processor: string): string =>
    [library, /\d+(\.\d+)+/.exec(version)?.[0] ?? '', processor].filter((part) => part !== '').join(' ');
  if (has(loaded, 'openblas_get_config')) {
    return name('OpenBLAS', told('openblas_get_config'), told('openblas_get_corename'));
  }
  if (has(loaded, 'bli_info_get_version_str')) {
    return name('BLIS', told('bli_info_get_version_str'), processorOfBlis(loaded));
  }
  if (!has(loaded, 'MKL_Set_Num_Threads')) return 'BLAS';
  if (!has(loaded, 'MKL_Get_Version_String')) return 'MKL';
  const text = new Uint8Array(MKL_VERSION_LENGTH);
  const tell = loaded.func('void MKL_Get_Version_String(void *, int)') as (
    text: Uint8Array,
    length: number,
  ) => void;
  tell(text, text.length);
  return name('MKL', new TextDecoder().decode(text), '');
}

function processorOfBlis(loaded: Loaded): string {
  if (!has(loaded, 'bli_arch_query_id') || !has(loaded, 'bli_arch_string')) return '';
  const number = (loaded.func('int bli_arch_query_id()') as () => number)();
  return (loaded.func('const char *bli_arch_string(int)') as (of: number) => string | null)(number) ?? '';
}

function has(loaded: Loaded, name: string): boolean {
  try {
    loaded.symbol(name, 'char');
    return true;
  } catch {
    return false;
  }
}
