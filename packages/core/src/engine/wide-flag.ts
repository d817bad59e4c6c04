/** What is used of the `process` of Node; other hosts have none, or one that says less. */
interface HostProcess {
  readonly execArgv?: unknown;
  readonly env?: { readonly NODE_OPTIONS?: unknown };
  readonly versions?: { readonly node?: unknown };
}

/** The first Node whose V8 makes vectors of 256 bits that are right. */
const FIRST_NODE = 24;

/**
 * Returns whether this process was started with V8's flag for vectors of 256 bits, on its command
 * line or by `NODE_OPTIONS`. Whoever sets the flag wants them. A flag that the program sets itself
 * cannot be seen.
 */
export function hasWideFlag(host: HostProcess | undefined = hostProcess()): boolean {
  const node = host?.versions?.node;
  if (typeof node !== 'string' || !(Number.parseInt(node, 10) >= FIRST_NODE)) return false;
  const given: readonly unknown[] = Array.isArray(host?.execArgv) ? host.execArgv : [];
  const options = host?.env?.NODE_OPTIONS;
  const words = [...(typeof options === 'string' ? options.split(/\s+/) : []), ...given.map(String)];
  // The command line counts after the variable, and the last word counts.
  const last = words.findLast((word) => /^--(?:no-)?experimental-wasm-revectorize$/.test(dashed(word)));
  return last !== undefined && !dashed(last).startsWith('--no-');
}

/** V8 takes underscores for dashes. */
function dashed(word: string): string {
  return word.replaceAll('_', '-');
}

function hostProcess(): HostProcess | undefined {
  return 'process' in globalThis ? (globalThis.process as HostProcess) : undefined;
}
