// oxlint-disable-next-line import/default -- Vite makes the module
import address from './worker.ts?worker&url';

/**
 * The script of the worker, which is fetched with the page: a worker starts without the network
 * later. As a blob the page itself neither reads nor compiles it.
 */
const script: Promise<string> = fetch(address).then(async (response) => {
  if (!response.ok) throw new Error(`The worker could not be fetched: ${response.status}.`);
  return URL.createObjectURL(await response.blob());
});
script.catch(() => undefined); // the chapter that needs it reports the error

/** Opens a worker. */
export async function openWorker(): Promise<Worker> {
  return new Worker(await script, { type: 'module' });
}
