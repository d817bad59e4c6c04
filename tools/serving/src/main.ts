/** Shows what a model writes, while it is written in a worker. */

/** What the worker posts: how much is loaded, what was drawn, or what went wrong. */
interface Posted {
  readonly loaded?: number;
  readonly total?: number;
  readonly text?: string;
  readonly error?: string;
}

const parts = {
  form: document.querySelector('form'),
  input: document.querySelector('input'),
  progress: document.querySelector('progress'),
  text: document.querySelector('pre'),
  alert: document.querySelector('[role=alert]'),
};

let worker: Worker | undefined;

parts.form?.addEventListener('submit', (event) => {
  event.preventDefault();
  const { progress, text, alert } = parts;
  if (text === null || alert === null) return;
  const prime = parts.input?.value ?? '';
  [text.textContent, alert.textContent] = [prime, ''];
  worker?.terminate(); // a sample that is still written
  worker = new Worker(new URL('./sampling-worker.mjs', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<Posted>) => {
    if (data.total !== undefined && progress) progress.value = (data.loaded ?? 0) / data.total;
    if (data.text !== undefined) text.append(data.text);
    if (data.error !== undefined) alert.textContent = data.error;
  });
  const query = new URLSearchParams(location.search);
  const url = new URL(query.get('model') ?? 'model', location.href).href;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
  worker.postMessage({ url, prime, length: Number(query.get('length') ?? 500), seed: 1 });
});
