import { HostError } from '@tbptt/core';
import koffi from 'koffi';
import type { Family, Launcher } from './launcher.js';

/** A handle of MPI: an address in Open MPI, a number in MPICH. */
export type Handle = bigint | number;

/** The constants of a library, which differ between the two families. */
export interface Constants {
  readonly world: Handle;
  readonly float: Handle;
  readonly double: Handle;
  readonly byte: Handle;
  readonly sum: Handle;
  readonly errorsReturn: Handle;
  /** The rank that stands for any rank. */
  readonly anySource: number;
  /** The buffer that stands for `in place`: the numbers are in the other buffer. */
  readonly inPlace: number;
  /** The list of statuses that stands for none. */
  readonly ignore: number;
  /** The bytes of a handle. */
  readonly handleBytes: 4 | 8;
}

/** An MPI library. */
export interface Library {
  readonly family: Family;
  /** The name and version of the library, in a line. */
  readonly version: string;
  readonly constants: Constants;
  /**
   * Declares a function; in `types` `h` is a handle, `p` a buffer, `a` a plain address, `i` an int.
   */
  readonly declare: (name: string, types: string) => (...values: unknown[]) => number;
}

type Loaded = ReturnType<typeof koffi.load>;

/** Where libraries are looked for. `mpi.so.40` is that of Open MPI 4 and 5. */
const NAMES: Readonly<Record<Family, readonly string[]>> = {
  'Open MPI': [
    'libmpi.so.40',
    'libmpi.so',
    'libmpi.40.dylib',
    'libmpi.dylib',
    '/opt/homebrew/lib/libmpi.dylib',
  ],
  MPICH: [
    'libmpich.so.12',
    'libmpi.so.12',
    'libmpich.so',
    'libmpi.so',
    'libmpi.12.dylib',
    '/opt/homebrew/opt/mpich/lib/libmpi.dylib',
  ],
};

/** `MPI_MAX_LIBRARY_VERSION_STRING` of MPICH; that of Open MPI is 256. */
const LONGEST_VERSION = 8192;

/**
 * Loads the MPI library of a launcher: the one at `path`, or the first that is found.
 *
 * @throws HostError if no library is found, or if it is not that of the launcher.
 */
export function loadLibrary({ name, family }: Launcher, path: string | undefined): Library {
  const others = (['MPICH', 'Open MPI'] as const).filter((other) => other !== family);
  const families = family === undefined ? others.toReversed() : [family, ...others];
  const candidates = path === undefined ? families.flatMap((each) => NAMES[each]) : [path];
  const reasons: string[] = [];
  let misfit: Library | undefined;
  for (const candidate of candidates) {
    const library = attempt(candidate, reasons);
    if (library === undefined) continue;
    if (family === undefined || library.family === family) return library;
    misfit ??= library;
  }
  if (misfit !== undefined) {
    throw new HostError(
      'world',
      `the process was started by ${name}, but the library is ${misfit.version}: two libraries are mixed. ` +
        `Start it by the mpirun of ${misfit.family}, or give the library of ${family} by TBPTT_MPI=/path/to/libmpi.so.`,
      { launcher: name, library: misfit.version },
    );
  }
  throw new HostError(
    'world',
    `no MPI library was found; tried ${candidates.join(', ')}. Install Open MPI or MPICH, or give the path of the library by TBPTT_MPI. The first reason: ${reasons[0] ?? 'none'}`,
    { launcher: name, candidates },
  );
}

/**
 * Settings that libraries read when they are loaded. Settings of the user take precedence.
 *
 * UCX, the transport of many MPI libraries, would hook the memory functions, which crashes V8
 * (about one run of MPICH in sixty ended in a garbage collection), and take over the signals by
 * which V8 finds accesses out of bounds.
 *
 * Open MPI asks before it sends a message of more than 64 KiB by TCP: three delays of the network
 * instead of one. Slices of gradients are sent at once, since their receivers wait for them.
 */
const SETTINGS = {
  UCX_MEM_EVENTS: 'n',
  UCX_ERROR_SIGNALS: '',
  OMPI_MCA_btl_tcp_eager_limit: String(2 ** 23),
} as const;

function attempt(path: string, reasons: string[]): Library | undefined {
  for (const [name, value] of Object.entries(SETTINGS)) process.env[name] ??= value;
  try {
    return libraryOf(koffi.load(path, { global: true }));
  } catch (error) {
    reasons.push(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function libraryOf(loaded: Loaded): Library {
  const constants = openConstants(loaded);
  const family = constants === undefined ? 'MPICH' : 'Open MPI';
  const handle = constants === undefined ? 'int' : 'uintptr_t';
  const kinds: Readonly<Record<string, string>> = { h: handle, p: 'void *', a: 'uintptr_t', i: 'int' };
  const declare: Library['declare'] = (name, types) =>
    loaded.func(`int ${name}(${Array.from(types, (type) => kinds[type]).join(', ')})`) as (
      ...values: unknown[]
    ) => number;
  const [text, length] = [new Uint8Array(LONGEST_VERSION), new Int32Array(1)];
  declare('MPI_Get_library_version', 'pp')(text, length);
  const [version = ''] = new TextDecoder()
    .decode(text.subarray(0, length[0]))
    .replaceAll('\0', '')
    .split('\n');
  return {
    family,
    version: version
      .replaceAll(/\s+/g, ' ')
      .replace(/, package.*/, '')
      .trim(),
    constants: constants ?? MPICH_CONSTANTS,
    declare,
  };
}

/** The constants of Open MPI are objects of the library. */
function openConstants(loaded: Loaded): Constants | undefined {
  const address = (name: string): bigint => loaded.symbol(name, 'char') as bigint;
  try {
    return {
      world: address('ompi_mpi_comm_world'),
      float: address('ompi_mpi_float'),
      double: address('ompi_mpi_double'),
      byte: address('ompi_mpi_byte'),
      sum: address('ompi_mpi_op_sum'),
      errorsReturn: address('ompi_mpi_errors_return'),
      anySource: -1,
      inPlace: 1,
      ignore: 0,
      handleBytes: 8,
    };
  } catch {
    return undefined;
  }
}

/** The constants of MPICH's binary interface, which its releases have kept since 2013. */
const MPICH_CONSTANTS: Constants = {
  world: 0x44000000,
  float: 0x4c00040a,
  double: 0x4c00080b,
  byte: 0x4c00010d,
  sum: 0x58000003,
  errorsReturn: 0x54000001,
  anySource: -2,
  inPlace: -1,
  ignore: 1,
  handleBytes: 4,
};
