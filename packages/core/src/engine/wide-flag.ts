/** The part of the `process` of Node that is used. Other hosts have none, or one with fewer fields. */
interface HostProcess {
  readonly execArgv?: unknown;
  readonly env?: { readonly NODE_OPTIONS?: unknown };
  readonly versions?: { readonly node?: unknown };
}

/** The first version of Node whose vectors of 256 bits are correct. */
const FIRST_NODE = 24;

/**
 * Returns whether this process was started with the flag of V8 for vectors of 256 bits, on its
 * command line or by `NODE_OPTIONS`. A flag that the program sets itself cannot be seen.
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
