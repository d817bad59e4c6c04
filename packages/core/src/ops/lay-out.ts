import type { OperandKind } from '../equation/program.js';
import { broadcastShape, type Shape, sameShape, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { broadcastTo } from './broadcast-to.js';
import { reshape } from './rearrange.js';

/** How a pointwise kernel runs over operands of different shapes. */
export interface Layout {
  /** The operands. Those that are neither rows nor columns are broadcast to be full. */
  readonly operands: readonly Tensor[];
  /** The shape of the results: `rows` rows of `n` elements. */
  readonly shape: Shape;
  readonly rows: number;
  readonly n: number;
  /** How each operand is laid out. */
  readonly kinds: readonly OperandKind[];
}

/**
 * Decides how each operand is read. The results are treated as a matrix. An operand whose shape is
 * the tail of theirs is a row, and one whose shape is the head of theirs, followed by ones, is a
 * column. The first operand of either kind determines the length of the rows.
 */
export function layOut(name: string, tensors: readonly Tensor[]): Layout {
  const first = tensors[0] as Tensor;
  let { shape } = first;
  if (areAll(tensors, shape)) {
    return { operands: tensors, shape, rows: 1, n: first.size, kinds: allFull(tensors.length) };
  }
  for (const tensor of tensors) shape = broadcastShape(name, shape, tensor.shape);
  const size = sizeOf(shape);
  const reduced = tensors.map((tensor) => reducedKind(tensor, shape, size));
  const n = reduced.find((kind) => kind !== undefined)?.n ?? size;
  const rows = n === size ? 1 : n === 0 ? 0 : size / n;
  const kinds: OperandKind[] = [];
  const operands = tensors.map((tensor, i) => {
    const own = reduced[i];
    const isNumber = tensor.size === 1 && size !== 1;
    kinds.push(isNumber ? 'column' : own?.n === n ? own.kind : 'full');
    if (isNumber && rows !== 1) return broadcastTo(reshape(tensor, [1]), [rows]);
    return isNumber || own?.n === n || tensor.size === size ? tensor : broadcastTo(tensor, shape);
  });
  return { operands, shape, rows, n, kinds };
}

function areAll(tensors: readonly Tensor[], shape: Shape): boolean {
  for (let i = 1; i < tensors.length; i++) {
    if (!sameShape((tensors[i] as Tensor).shape, shape)) return false;
  }
  return true;
}

const fullKinds: (readonly OperandKind[])[] = [];

/** Returns the kinds of `count` full operands, the same list each time. */
function allFull(count: number): readonly OperandKind[] {
  return (fullKinds[count] ??= Array.from({ length: count }, () => 'full' as const));
}

/**
 * Returns whether an operand is a row or a column, and the length of rows that follows. Undefined
 * if the operand is full, a single number, or neither.
 */
function reducedKind(
  { shape, size }: Tensor,
  whole: Shape,
  wholeSize: number,
): { readonly kind: 'row' | 'column'; readonly n: number } | undefined {
  if (size === wholeSize || size === 1) return undefined;
  if (isTail(shape, whole)) return { kind: 'row', n: size };
  return isHead(shape, whole) ? { kind: 'column', n: wholeSize / size } : undefined;
}

/** Returns whether a shape, without leading ones, is the end of another. */
function isTail(shape: Shape, whole: Shape): boolean {
  const tail = shape.slice(shape.findIndex((length) => length !== 1));
  const start = whole.length - tail.length;
  return tail.every((length, axis) => length === whole[start + axis]);
}

/**
 * Returns whether a shape, without trailing ones, is the start of another, as broadcasting aligns
 * them.
 */
function isHead(shape: Shape, whole: Shape): boolean {
  const shift = whole.length - shape.length;
  const end = shape.findLastIndex((length) => length !== 1) + 1;
  const isUnit = (length: number): boolean => length === 1;
  return (
    whole.slice(0, shift).every(isUnit) &&
    shape.slice(0, end).every((length, axis) => length === whole[shift + axis])
  );
}
