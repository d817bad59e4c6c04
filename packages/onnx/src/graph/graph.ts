import type { Tensor } from '@tbptt/core';
import type { Attribute, Axis, ElementType, Initializer, Node, ValueInfo } from './messages.js';

/** A value in a graph: its name and the lengths of its axes. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly axes: readonly Axis[];
}

/** The parts of a use of an operator. */
export interface Use {
  readonly operator: string;
  /** Undefined for an input that is left out. */
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** Gathers the nodes, constants, inputs and outputs of a model. */
export class Graph {
  readonly nodes: Node[] = [];
  readonly initializers: Initializer[] = [];
  readonly inputs: ValueInfo[] = [];
  readonly outputs: ValueInfo[] = [];
  /** The constant of each tensor of the model, so that a shared tensor is written once. */
  readonly #constants = new Map<Tensor, Value>();
  readonly #taken = new Set<string>();
  #path = '';

  /** Prefixes the names of all that `make` adds with the name of a part of the model. */
  within<R>(part: string | number, make: () => R): R {
    const outside = this.#path;
    this.#path = outside === '' ? `${part}` : `${outside}.${part}`;
    try {
      return make();
    } finally {
      this.#path = outside;
    }
  }

  /** The name of an input or output of the part that is being added. */
  pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }

  /** Declares an input of the model. */
  input(name: string, type: ElementType, axes: readonly Axis[]): Value {
    this.#taken.add(name);
    const value = { name, type, axes };
    this.inputs.push(value);
    return value;
  }

  /** Declares a value as an output of the model. */
  output(name: string, { name: made, type, axes }: Value): void {
    this.#taken.add(name);
    this.nodes.push({ operator: 'Identity', name, inputs: [made], outputs: [name], attributes: {} });
    this.outputs.push({ name, type, axes });
  }

  /** Adds a use of an operator with one result. */
  add(use: Use, axes: readonly Axis[], type: ElementType = 'float'): Value {
    const [name] = this.#use(use, [true]);
    return { name: name as string, type, axes };
  }

  /** Adds a use of an operator; the results are undefined for those that are not `wanted`. */
  addAll(use: Use, wanted: readonly (readonly Axis[] | undefined)[]): readonly (Value | undefined)[] {
    const names = this.#use(
      use,
      wanted.map((axes) => axes !== undefined),
    );
    return wanted.map((axes, i) => axes && { name: names[i] as string, type: 'float', axes });
  }

  /** Adds a constant. */
  constant(hint: string, type: ElementType, shape: readonly number[], values: ArrayLike<number>): Value {
    const name = this.#free(hint);
    this.initializers.push({ name, type, shape, values });
    return { name, type, axes: shape };
  }

  /** Adds one number as a constant. */
  number(hint: string, value: number): Value {
    return this.constant(hint, 'float', [], [value]);
  }

  /** Adds a tensor of the model as a constant, or returns the constant that it has already. */
  tensor(hint: string, tensor: Tensor): Value {
    const known = this.#constants.get(tensor);
    if (known !== undefined) return known;
    const value = this.constant(hint, 'float', tensor.shape, tensor.toFloats());
    this.#constants.set(tensor, value);
    return value;
  }

  #use({ operator, inputs, attributes = {} }: Use, wanted: readonly boolean[]): readonly string[] {
    const name = this.#free(operator);
    const outputs = wanted.map((is, i) => (is ? (i === 0 ? name : `${name}.${i}`) : ''));
    const read = inputs.map((input) => input?.name ?? '');
    while (read.at(-1) === '') read.pop();
    this.nodes.push({ operator, name, inputs: read, outputs, attributes });
    return outputs;
  }

  /** A name that no other value has. */
  #free(hint: string): string {
    const wanted = this.pathOf(hint);
    let name = wanted;
    for (let i = 2; this.#taken.has(name); i++) name = `${wanted}_${i}`;
    this.#taken.add(name);
    return name;
  }
}
