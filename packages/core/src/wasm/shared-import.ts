import { section, sized, unsigned, vector } from './encoding.js';

/** The largest number of pages of a memory that a module may import: 4 GiB. */
const MOST_PAGES = 65536;
/** The offset of the first section of a module, after the magic number and the version. */
const FIRST_SECTION = 8;

/** The import section of generated modules, for memories that are not shared and for those that are. */
const IMPORTS = {
  own: importSection(`\x00${unsigned(1)}`),
  shared: importSection(`\x03${unsigned(1)}${unsigned(MOST_PAGES)}`),
};

/** Returns the section that imports `env.memory` with the given limits. */
export function importSection(limits: string): string {
  return section(2, vector([`${sized('env')}${sized('memory')}\x02${limits}`]));
}

/**
 * Returns the module of `bytes` with the import of a shared memory. A memory and its import must
 * agree in that. The rest of the code is the same.
 *
 * @throws TypeError if the module does not import `env.memory` as generated modules do.
 */
export function importingShared(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const { own, shared } = IMPORTS;
  const start = afterTypes(bytes);
  for (let i = 0; i < own.length; i++) {
    if (bytes[start + i] !== own.charCodeAt(i)) {
      throw new TypeError('link: the module does not import env.memory in the way of generated modules.');
    }
  }
  const changed = new Uint8Array(bytes.length - own.length + shared.length);
  changed.set(bytes.subarray(0, start));
  for (let i = 0; i < shared.length; i++) changed[start + i] = shared.charCodeAt(i);
  changed.set(bytes.subarray(start + own.length), start + shared.length);
  return changed;
}

/** Returns the index of the section after the section of types, with which generated modules begin. */
function afterTypes(bytes: Uint8Array): number {
  let at = FIRST_SECTION + 1;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) return at + length;
  }
}
