/** The drawings that wait, by their owners. A new drawing replaces the one that its owner waits for. */
const waiting = new Map<object, () => void>();
const channel = new MessageChannel();

channel.port1.addEventListener('message', () => {
  const [next] = waiting;
  if (next === undefined) return;
  const [owner, draw] = next;
  waiting.delete(owner);
  if (waiting.size > 0) channel.port2.postMessage(undefined);
  draw();
});
channel.port1.start();

/** Draws in a task of its own, so that a page with many charts never blocks for all of them at once. */
export function drawLater(owner: object, draw: () => void): void {
  if (waiting.size === 0) channel.port2.postMessage(undefined);
  waiting.set(owner, draw);
}

/** Cancels the drawing of an owner. */
export function drawNever(owner: object): void {
  waiting.delete(owner);
}
