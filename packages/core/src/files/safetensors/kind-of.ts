/** Kinds of files that are mistaken for safetensors: their first bytes, and what to do with them. */
const kinds: readonly (readonly [start: string, kind: string])[] = [
  ['version ', 'They are a pointer of Git LFS instead of the file; `git lfs pull` fetches the file.'],
  [
    'PK\x03\x04',
    'They are a zip archive, such as torch.save writes; write safetensors.torch.save_file instead.',
  ],
  ['\x80', 'They are a pickle, such as older torch.save writes; write safetensors.torch.save_file instead.'],
  ['\x89HDF', 'They are an HDF5 file.'],
  ['GGUF', 'They are a GGUF file.'],
  ['\x1f\x8b', 'They are compressed by gzip; decompress them first.'],
  ['<', 'They are a page in HTML or XML; was the file downloaded from the right address?'],
  ['{', 'They are JSON; a safetensors file begins with the length of its header.'],
];

/** Returns what bytes may be that are not a safetensors file, as sentences for a message. */
export function kindOf(bytes: Uint8Array): string {
  const start = String.fromCharCode(...bytes.subarray(0, 8));
  const known = kinds.find(([beginning]) => start.startsWith(beginning));
  return `These bytes are not a safetensors file. ${known?.[1] ?? ''}`.trimEnd();
}
