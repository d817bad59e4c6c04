/**
 * A model in PyTorch's terms, `{ "module": "LSTM", "input_size": 3 }`: what `cases.py` builds from
 * the same text.
 */
export class Description {
  readonly #fields: Readonly<Record<string, unknown>>;

  /** Of a JSON object, parsed. */
  constructor(fields: unknown) {
    if (typeof fields !== 'object' || fields === null) throw new TypeError('a description is no object');
    this.#fields = { ...fields };
  }

  get module(): string {
    return this.text('module');
  }

  number(name: string, otherwise?: number): number {
    const value = this.#fields[name] ?? otherwise;
    if (typeof value !== 'number') throw new TypeError(`${this.#said}: ${name} is no number`);
    return value;
  }

  flag(name: string, otherwise: boolean): boolean {
    return (this.#fields[name] ?? otherwise) === true;
  }

  text(name: string, otherwise?: string): string {
    const value = this.#fields[name] ?? otherwise;
    if (typeof value !== 'string') throw new TypeError(`${this.#said}: ${name} is no text`);
    return value;
  }

  numbers(name: string): readonly number[] {
    return this.#list(name).map(Number);
  }

  parts(name: string): readonly Description[] {
    return this.#list(name).map((part) => new Description(part));
  }

  #list(name: string): readonly unknown[] {
    const value = this.#fields[name];
    if (!Array.isArray(value)) throw new TypeError(`${this.#said}: ${name} is no list`);
    return value;
  }

  get #said(): string {
    return JSON.stringify(this.#fields);
  }
}
