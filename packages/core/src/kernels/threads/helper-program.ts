import { FAILURE, MESSAGE_CHARACTERS, PATIENCE, TAPE, WORD } from './control.js';

/**
 * Returns the program of a helper thread, as text: so it needs no file of its own, which bundlers
 * would have to know of. It compiles modules from their bytes in the shared memory and runs tapes
 * of calls; it never returns to the event loop, and sleeps while there is nothing to do.
 *
 * `help({ memory, control })` is what it defines.
 */
export function helperProgram(): string {
  return `
function help({ memory, control }) {
  const words = new Int32Array(control);
  const functions = [];
  // A pause leaves more of a shared core to others.
  const pause = Atomics.pause ?? (() => {});
  let numbers = new Float64Array(memory.buffer);
  function define(at) {
    const length = numbers[at + 3];
    const bytes = new Uint8Array(memory.buffer).slice(numbers[at + 2], numbers[at + 2] + length);
    const name = String.fromCharCode(...numbers.subarray(at + 5, at + 5 + numbers[at + 4]));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
    functions[numbers[at + 1]] = exports[name];
  }
  function call(at) {
    const f = functions[numbers[at]];
    const d = numbers;
    const p = at + 2;
    switch (d[at + 1]) {
      case 3: f(d[p], d[p + 1], d[p + 2]); break;
      case 4: f(d[p], d[p + 1], d[p + 2], d[p + 3]); break;
      case 5: f(d[p], d[p + 1], d[p + 2], d[p + 3], d[p + 4]); break;
      case 17:
        f(d[p], d[p + 1], d[p + 2], d[p + 3], d[p + 4], d[p + 5], d[p + 6], d[p + 7], d[p + 8], d[p + 9], d[p + 10],
          d[p + 11], d[p + 12], d[p + 13], d[p + 14], d[p + 15], d[p + 16]);
        break;
      default: f(...d.subarray(p, p + d[at + 1]));
    }
    words[${WORD.pulse}]++;
  }
  function run(at, end) {
    while (at < end) {
      if (numbers[at] === ${TAPE.repeat}) {
        const first = at + 3, last = first + numbers[at + 2];
        for (let times = numbers[at + 1]; times > 0; times--) {
          for (let p = first; p < last; ) {
            call(p);
            const n = numbers[p + 1];
            for (let j = p + 2; j < p + 2 + n; j++) numbers[j] += numbers[j + n];
            p += 2 + 2 * n;
          }
        }
        at = last;
      } else {
        call(at);
        at += 2 + numbers[at + 1];
      }
    }
  }
  function fail(error, kind) {
    const text = String(error?.message ?? error).slice(0, ${MESSAGE_CHARACTERS});
    for (let i = 0; i < text.length; i++) words[${WORD.message} + i] = text.charCodeAt(i);
    words[${WORD.messageLength}] = text.length;
    Atomics.store(words, ${WORD.failed}, kind);
  }
  let patience = ${PATIENCE.most}, suspicions = 0, held = 0;
  // Returns whether there is a job after the latest one before 'end'.
  function isPostedBefore(end, seen) {
    do {
      for (let round = 0; round < 50; round++) {
        if (Atomics.load(words, ${WORD.ticket}) !== seen) return true;
        pause();
      }
    } while (performance.now() < end);
    return false;
  }
  // Waits for a job after the latest one.
  function awaitJob(seen) {
    const begin = performance.now();
    if (isPostedBefore(begin + patience, seen)) {
      suspicions = 0;
      return;
    }
    Atomics.store(words, ${WORD.asleep}, 1);
    while (Atomics.load(words, ${WORD.ticket}) === seen) Atomics.wait(words, ${WORD.ticket}, seen);
    Atomics.store(words, ${WORD.asleep}, 0);
    if (held > 0) held--;
    else if (performance.now() - begin > ${2 * PATIENCE.most}) return;
    else if (patience < ${PATIENCE.most}) patience = Math.min(4 * patience, ${PATIENCE.most});
    else if (++suspicions === ${PATIENCE.suspicions}) {
      [patience, suspicions, held] = [${PATIENCE.least}, 0, ${PATIENCE.jobs}];
    }
  }
  let seen = 0;
  Atomics.store(words, ${WORD.ready}, 1);
  while (Atomics.load(words, ${WORD.failed}) === 0) {
    awaitJob(seen);
    const ticket = seen = Atomics.load(words, ${WORD.ticket});
    if (ticket < 0) return;
    if (Atomics.compareExchange(words, ${WORD.claim}, ticket, -ticket) !== ticket) continue;
    let begun = false;
    try {
      while (memory.buffer.byteLength < words[${WORD.pages}] * 65536) pause();
      if (numbers.length < memory.buffer.byteLength / 8) numbers = new Float64Array(memory.buffer);
      const end = words[${WORD.tape}] / 8 + words[${WORD.length}];
      let at = words[${WORD.tape}] / 8;
      for (; at < end && numbers[at] === ${TAPE.define}; at += 5 + numbers[at + 4]) define(at);
      begun = true;
      run(at, end);
    } catch (error) {
      fail(error, begun ? ${FAILURE.midway} : ${FAILURE.before});
    }
    Atomics.store(words, ${WORD.done}, ticket);
    if (Atomics.load(words, ${WORD.awaited}) === 1) Atomics.notify(words, ${WORD.done});
  }
}
`;
}
