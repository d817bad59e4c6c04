import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { BenchError } from './bench-error.js';
import { lastWords } from './last-words.js';

/** How a process to talk with is started. */
export interface ConversationOptions {
  /** The program and its arguments. */
  readonly words: readonly string[];
  /** What its errors are about. */
  readonly label: string;
  /** Variables of its environment beside ours. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Seconds after which the process is ended, whatever it does. */
  readonly limit: number;
}

/** What is told when a process was ended because its time was up. */
export class LimitError extends BenchError {
  constructor(
    label: string,
    readonly limit: number,
  ) {
    super(`${label}: ended after ${limit} s`);
  }
}

/** What is told when a process has ended by itself. */
export class EndedError extends BenchError {
  constructor(
    label: string,
    /** Why, in its own words. */
    readonly words: string,
  ) {
    super(`${label}: ${words}`);
  }
}

/**
 * Talks with a process in lines of JSON, one answer to each question. Lines that are not JSON
 * objects are chatter and skipped.
 */
export class Conversation {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: object[] = [];
  readonly #label: string;
  readonly #timer: NodeJS.Timeout;
  #wake: () => void = () => {};
  #failure: BenchError | undefined;
  #errors = '';

  constructor({ words, label, environment = {}, limit }: ConversationOptions) {
    const [program = '', ...rest] = words;
    this.#label = label;
    this.#child = spawn(program, rest, { stdio: 'pipe', env: { ...process.env, ...environment } });
    this.#child.on('error', (error) =>
      this.#fail(new BenchError(`${program} cannot be started: ${error.message}`)),
    );
    this.#child.stdin.on('error', () => {}); // the process has ended, which `close` tells
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-10_000);
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) this.#answers.push(JSON.parse(line) as object);
      this.#wake();
    });
    this.#child.on('close', (code, signal) => {
      this.#fail(new EndedError(label, lastWords(this.#errors, code, signal)));
    });
    this.#timer = setTimeout(() => this.#expire(limit), 1000 * limit);
  }

  /** The next answer, of the shape that the protocol says it has. */
  async next<Answer extends object>(): Promise<Answer> {
    for (;;) {
      const answer = this.#answers.shift();
      if (answer !== undefined) return answer as Answer;
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Asks something and waits for the answer. */
  ask<Answer extends object>(question: object): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(question)}\n`);
    return this.next<Answer>();
  }

  /** Ends the conversation, and the process with it. */
  close(): void {
    clearTimeout(this.#timer);
    this.#failure ??= new BenchError(`${this.#label}: the conversation is over`);
    this.#child.stdin.end();
    this.#child.kill('SIGKILL');
  }

  #expire(limit: number): void {
    this.#fail(new LimitError(this.#label, limit));
    this.close();
  }

  #fail(failure: BenchError): void {
    clearTimeout(this.#timer);
    this.#failure ??= failure;
    this.#wake();
  }
}
