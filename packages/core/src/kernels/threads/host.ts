/**
 * The thread interfaces of hosts. Programs are compiled without the types of browsers and of Node,
 * so the parts that are used are declared here.
 */
import { helperProgram } from './helper-program.js';

/** A thread. */
export interface Worker {
  terminate(): void;
}

interface NodeWorker {
  terminate(): Promise<number>;
  unref(): void;
  on(event: 'error' | 'exit', listener: () => void): void;
}

interface NodeModules {
  readonly os: { availableParallelism(): number };
  readonly worker_threads: { readonly Worker: new (source: string, options: object) => NodeWorker };
}

interface WebWorker {
  terminate(): void;
  postMessage(message: object, transfer: readonly object[]): void;
  addEventListener(type: 'error', listener: (event: { preventDefault?(): void }) => void): void;
}

/** The parts of the global scope that are used. */
interface Host {
  readonly process?: {
    readonly getBuiltinModule?: (name: string) => unknown;
    readonly versions?: { readonly node?: string };
  };
  readonly navigator?: { readonly hardwareConcurrency?: number };
  readonly crossOriginIsolated?: boolean;
  readonly setTimeout?: (run: () => void, milliseconds: number) => number | { unref(): unknown };
  readonly Deno?: object;
  readonly Worker?: new (url: string, options: { type: 'module' }) => WebWorker;
  readonly Blob?: new (parts: string[], options: { type: string }) => object;
  readonly URL?: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void };
}

const host: Host = globalThis;

/** Returns whether the host is Node, or behaves like it. */
function isNode(): boolean {
  return host.process?.versions?.node !== undefined && host.Deno === undefined;
}

/** Returns a module of Node. */
function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  return host.process?.getBuiltinModule?.(`node:${name}`) as NodeModules[Name] | undefined;
}

/** Returns why the host cannot have threads that share a memory, or undefined if it can. */
export function whyNoThreads(): string | undefined {
  if (typeof SharedArrayBuffer === 'undefined' || typeof Atomics === 'undefined') {
    return host.crossOriginIsolated === false ? NOT_ISOLATED : 'the host has no shared memory';
  }
  if (isNode()) {
    return host.process?.getBuiltinModule === undefined
      ? 'threads need process.getBuiltinModule, which Node has from version 20.16 on'
      : undefined;
  }
  if (host.Deno === undefined && host.crossOriginIsolated === false) return NOT_ISOLATED;
  if (host.Worker === undefined || host.Blob === undefined) return 'the host has no workers';
  return undefined;
}

const NOT_ISOLATED =
  'the page is not cross-origin isolated: serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp';

/** Returns the number of threads that the machine can run at once. */
export function processors(): number {
  return nodeModule('os')?.availableParallelism() ?? host.navigator?.hardwareConcurrency ?? 1;
}

/** Runs `run` when the event loop turns. A program that ends before does not wait for it. */
export function soon(run: () => void): void {
  const timer = host.setTimeout?.(run, 0);
  if (typeof timer === 'object') timer.unref();
}

/**
 * Starts a thread that runs `help(data)`. It does not keep the program alive. `onEnd` is called if
 * it ends by itself.
 *
 * @throws an error of the host if it refuses one.
 */
export function startWorker(data: object, onEnd: () => void): Worker {
  return isNode() ? startNodeWorker(data, onEnd) : startWebWorker(data, onEnd);
}

function startNodeWorker(data: object, onEnd: () => void): Worker {
  const threads = nodeModule('worker_threads');
  if (threads === undefined) throw new TypeError('this host has no node:worker_threads.');
  // Options and loaders of the program are none of the helper's; flags of V8 are those of the process anyway.
  const options = { eval: true, workerData: data, execArgv: [], env: {}, name: 'tbptt' };
  const program = `${helperProgram()}help(require('node:worker_threads').workerData);`;
  const worker = new threads.Worker(program, options);
  worker.unref();
  worker.on('error', onEnd);
  worker.on('exit', onEnd);
  return { terminate: () => void worker.terminate() };
}

function startWebWorker(data: object, onEnd: () => void): Worker {
  const { Worker, Blob, URL } = host;
  if (Worker === undefined || Blob === undefined || URL === undefined)
    throw new TypeError('this host has no workers.');
  const program = `${helperProgram()}onmessage = ({ data }) => help(data);`;
  const url = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
  const worker = new Worker(url, { type: 'module' });
  worker.addEventListener('error', (event) => {
    event.preventDefault?.();
    onEnd();
  });
  worker.postMessage(data, []);
  return {
    terminate() {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}
