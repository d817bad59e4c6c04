import type { CallStructure, Expression } from './expression.js';

/** The structure of an expression, without its identity. */
export type Structure =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'operand'; readonly name: string }
  | CallStructure;

/**
 * Hashes the structure of an expression to 32 bits: its kind, its constant, name or primitive, and
 * the hashes of its arguments in their order.
 */
export function hashOf(structure: Structure): number {
  switch (structure.kind) {
    case 'constant':
      return hashString(1, Object.is(structure.value, -0) ? '-0' : String(structure.value));
    case 'operand':
      return hashString(2, structure.name);
    case 'call': {
      let hash = hashString(3, structure.primitive);
      for (const argument of structure.arguments) hash = mix(hash, argument.hash);
      return hash;
    }
  }
}

/**
 * Orders expressions by their structure alone: negative if `a` precedes `b`, 0 only if they are the
 * same. The order is arbitrary, but it does not depend on what was built before. Commutative calls
 * take their operands in this order, which determines what is rounded first.
 */
export function compareStructures(a: Expression, b: Expression): number {
  if (a === b) return 0;
  if (a.hash !== b.hash) return a.hash - b.hash;
  // Different structures of one hash are rare, so the cost of comparing them does not matter.
  const [x, y] = [labelOf(a), labelOf(b)];
  if (x !== y) return x < y ? -1 : 1;
  const [left, right] = [argumentsOf(a), argumentsOf(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = compareStructures(left[i] as Expression, right[i] as Expression);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function labelOf(expression: Expression): string {
  if (expression.kind === 'operand') return `operand ${expression.name}`;
  if (expression.kind === 'call') return `call ${expression.primitive}`;
  return Object.is(expression.value, -0) ? 'constant -0' : `constant ${expression.value}`;
}

function argumentsOf(expression: Expression): readonly Expression[] {
  return expression.kind === 'call' ? expression.arguments : [];
}

/** Hashes the code units of a string by FNV-1a, with a different start for each kind of expression. */
function hashString(start: number, text: string): number {
  let hash = mix(0x811c9dc5, start);
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash, text.length);
}

/** Mixes 32 more bits into a hash, whose order matters (the finalizer of MurmurHash3). */
function mix(hash: number, bits: number): number {
  let h = Math.imul(hash, 0x01000193) ^ bits;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
