/** The language of equations: scalar mathematics on symbols, and what follows from it. */
export * from './equation/build.js';
export { substitute } from './equation/differentiate.js';
export { type Equation, equation, type Operands, type Usage } from './equation/equation.js';
export type { Expression, Primitive } from './equation/expression.js';
export { gradientName } from './equation/gradient-name.js';
export { partialName } from './equation/partial-name.js';
export type { GradientUse, Plan, PlannedProgram } from './equation/plan.js';
