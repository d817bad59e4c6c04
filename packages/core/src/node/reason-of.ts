/** Returns the code that Node gives to errors of the operating system, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The meaning of the codes of the operating system. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder.',
  EISDIR: 'it is a folder, not a file.',
  ENOTDIR: 'a part of the path is a file, not a folder.',
  EACCES: 'permission denied.',
  EPERM: 'permission denied.',
  ERR_ACCESS_DENIED: "Node's permission model denies the access.",
  ENAMETOOLONG: 'its name is too long.',
  ELOOP: 'its symbolic links lead in a circle.',
  ENXIO: 'it is a socket or a device that cannot be opened.',
  ENOSPC: 'no space is left on the device.',
  EDQUOT: 'the disk quota is exceeded.',
  EFBIG: 'it would be larger than files may be here.',
  EROFS: 'the file system is read-only.',
  EIO: 'the device reports an error.',
  EPIPE: 'its reader has gone away.',
  EMFILE: 'too many files are open.',
  ENFILE: 'too many files are open.',
};

/**
 * Returns why the operating system refused to read or write a file, as a sentence: `no space is left
 * on the device.` for `ENOSPC`. For other errors, returns their message.
 */
export function reasonOf(error: unknown): string {
  const code = codeOf(error) ?? '';
  if (Object.hasOwn(REASONS, code)) return REASONS[code] ?? '';
  return error instanceof Error ? error.message : String(error);
}
