/** The element types of our models. */
export type ElementType = 'float' | 'int32' | 'int64' | 'bool';

/** The length of an axis: a number, or a name for a length that is free. */
export type Axis = number | string;

/** An input or an output of a model. */
export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly axes: readonly Axis[];
}

/** A constant of a model. */
export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** A setting of a node. */
export type Attribute =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly strings: readonly string[] };

/** A use of an operator. */
export interface Node {
  readonly operator: string;
  readonly name: string;
  /** The names of the values that are read; '' for one that is left out. */
  readonly inputs: readonly string[];
  /** The names of the values that are made; '' for one that nobody reads. */
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}
