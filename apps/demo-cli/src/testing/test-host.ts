import { Readable, Writable } from 'node:stream';
import type { Host, Output } from '../host.js';
import { Interruption } from '../interruption.js';

/** A stream that remembers what was written. */
export class Recorder extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 80;
  /** Called with every piece that is written. */
  onWrite: (piece: string) => void = () => {};

  constructor(isTTY = false) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    const piece = chunk.toString();
    this.text += piece;
    this.onWrite(piece);
    done();
  }

  get lines(): readonly string[] {
    return this.text.trimEnd().split('\n');
  }
}

/** A host whose streams can be read. */
export interface TestHost extends Host {
  readonly out: Output & Recorder;
  readonly err: Output & Recorder;
}

export function testHost({
  isTTY = false,
  env = {},
  input = [],
}: {
  isTTY?: boolean;
  env?: Host['env'];
  input?: readonly (string | Uint8Array)[];
} = {}): TestHost {
  return {
    in: Readable.from(input.map((piece) => Buffer.from(piece))),
    out: new Recorder(isTTY),
    err: new Recorder(isTTY),
    env,
    interruption: new Interruption(),
    now: () => performance.now(),
  };
}
