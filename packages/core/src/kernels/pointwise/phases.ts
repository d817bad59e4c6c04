import type { Expression } from '../../equation/expression.js';

/**
 * Returns the calls that are computed before the rest, phase after phase, each phase in a loop of
 * its own over a stretch of elements. After them, calls of one family only are left. For an LSTM,
 * for example, the three sigmoids of its gates come first, then all else. `isKnown` tells which
 * expressions are not computed per element.
 */
export function earlierPhases(
  roots: readonly Expression[],
  isKnown: (expression: Expression) => boolean,
): readonly (readonly Expression[])[] {
  let calls = familyCalls(roots, isKnown);
  const phases: (readonly Expression[])[] = [];
  while (new Set(calls.map(({ family }) => family)).size > 1) {
    const phase = nextPhase(calls);
    phases.push([...phase].map(({ expression }) => expression));
    calls = calls.filter((call) => !phase.has(call));
  }
  return phases;
}

interface FamilyCall {
  readonly expression: Expression;
  readonly family: string;
  /** The calls of any family that its value depends on. */
  readonly needs: ReadonlySet<FamilyCall>;
}

/** Returns the calls of all families, each after those that it needs. */
function familyCalls(
  roots: readonly Expression[],
  isKnown: (expression: Expression) => boolean,
): readonly FamilyCall[] {
  const calls: FamilyCall[] = [];
  const within = new Map<Expression, ReadonlySet<FamilyCall>>();
  const visit = (expression: Expression): ReadonlySet<FamilyCall> => {
    const present = within.get(expression);
    if (present !== undefined) return present;
    const needs = new Set<FamilyCall>();
    if (expression.kind === 'call' && !isKnown(expression)) {
      for (const argument of expression.arguments) for (const call of visit(argument)) needs.add(call);
      const family = expression.row.emitter.constants;
      if (family !== undefined) {
        const call = { expression, family, needs: new Set(needs) };
        calls.push(call);
        needs.add(call);
      }
    }
    within.set(expression, needs);
    return needs;
  };
  for (const root of roots) visit(root);
  return calls;
}

/**
 * Returns calls of one family that need no other calls: all calls of a family if possible,
 * otherwise as many as possible.
 */
function nextPhase(calls: readonly FamilyCall[]): ReadonlySet<FamilyCall> {
  let best = new Set<FamilyCall>();
  for (const family of new Set(calls.map((call) => call.family))) {
    const members = calls.filter((call) => call.family === family);
    const ready = new Set<FamilyCall>();
    for (const call of members) {
      const waits = calls.some((other) => call.needs.has(other) && !ready.has(other));
      if (!waits) ready.add(call);
    }
    if (ready.size === members.length) return ready;
    if (ready.size > best.size) best = ready;
  }
  return best;
}
