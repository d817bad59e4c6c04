import { ArgumentError, FormatError, HostError, type Tensor, tensor } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import { unzipSync } from 'fflate';
import { type Dataset, File, Group, ready } from 'h5wasm';

/**
 * The tensors of a Keras model by their paths in its file, such as `layers/lstm/cell/vars/0`. A
 * layer is named by its class, with `_1`, `_2` ... for the second, third ... of a class.
 */
export type KerasWeights = Readonly<Record<string, Tensor>>;

/** The first bytes of an HDF5 file. */
const HDF5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** The first bytes of a zip archive. */
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/** The weights in a `.keras` archive. */
const ENTRY = 'model.weights.h5';

/** The number of files opened so far: each has a name of its own in the memory of the HDF5 library. */
let opened = 0;

/** The crash of the HDF5 library on a damaged file, after which its memory cannot be trusted. */
let crash: unknown;

/**
 * Reads the weights of a file that Keras 3 wrote by `model.save_weights('model.weights.h5')` or by
 * `model.save('model.keras')`.
 *
 * A damaged file may crash the HDF5 library, after which every further call is a `HostError`. Decode
 * files from anywhere in a worker.
 *
 * @throws FormatError if the bytes are not such a file
 * @throws ArgumentError if the argument is not a `Uint8Array` or an `ArrayBuffer`
 */
export async function decodeKeras(bytes: Uint8Array | ArrayBuffer): Promise<KerasWeights> {
  const given: unknown = bytes;
  if (!(given instanceof Uint8Array) && !(given instanceof ArrayBuffer)) {
    throw new ArgumentError(
      'decodeKeras',
      `the file is ${describe(given)}; it must be bytes, a Uint8Array or an ArrayBuffer.`,
    );
  }
  const file = given instanceof Uint8Array ? given : new Uint8Array(given);
  const weights = begins(file, ZIP) ? unzipped(file) : file;
  if (!begins(weights, HDF5)) {
    throw new FormatError(
      'decodeKeras',
      'the file is neither a .weights.h5 nor a .keras file: it begins as neither an HDF5 file nor a zip archive does.',
    );
  }
  return await readHDF5(weights);
}

function begins(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

function unzipped(file: Uint8Array): Uint8Array {
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(file, { filter: ({ name }) => name === ENTRY });
  } catch (error) {
    throw new FormatError('decodeKeras', 'the zip archive is damaged.', {}, { cause: error });
  }
  const weights = entries[ENTRY];
  if (weights !== undefined) return weights;
  throw new FormatError('decodeKeras', `the zip archive has no ${ENTRY}, so it is no .keras file.`);
}

async function readHDF5(bytes: Uint8Array): Promise<KerasWeights> {
  const library = await ready;
  if (crash !== undefined) {
    throw new HostError(
      'decodeKeras',
      'the HDF5 library has crashed on a damaged file, and cannot be used again in this process; decode files that may be damaged in a worker of their own.',
      {},
      { cause: crash },
    );
  }
  const name = `keras-${opened++}.h5`;
  library.FS.writeFile(name, bytes);
  try {
    library.activate_throwing_error_handler(); // otherwise errors are printed
    const file = new File(name, 'r');
    try {
      const found: Record<string, Tensor> = {};
      collect(file, '', found);
      return found;
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof FormatError) throw error;
    if (error instanceof WebAssembly.RuntimeError) crash = error;
    throw new FormatError('decodeKeras', 'the HDF5 file is damaged.', {}, { cause: error });
  } finally {
    library.FS.unlink(name);
  }
}

/** Adds the tensors of a group and of the groups in it. */
function collect(group: Group, path: string, found: Record<string, Tensor>): void {
  for (const key of group.keys()) {
    const entity = group.get(key);
    const name = path === '' ? key : `${path}/${key}`;
    if (entity instanceof Group) collect(entity, name, found);
    else if (entity !== null && 'shape' in entity) {
      const tensor = tensorOf(entity);
      if (tensor !== undefined) found[name] = tensor;
    }
  }
}

/** Returns a dataset as a tensor; undefined if it has no weights, such as the state of a generator. */
function tensorOf(dataset: Dataset): Tensor | undefined {
  const { shape, value } = dataset;
  if (!(value instanceof Float32Array || value instanceof Float64Array) || shape === null) return undefined;
  return tensor(shape, value);
}
