/** Training beyond truncation: unbiased cuts, and gradients that are carried forward in time. */

export { type AdaptiveTruncationOptions, adaptiveTruncation } from './online/adaptive-truncation.js';
export { type ByteBudgetOptions, byteBudget } from './online/byte-budget.js';
export { eprop } from './online/eprop.js';
export { kroneckerFactored } from './online/kronecker-factored.js';
export { type OnlineOptions, online } from './online/online.js';
export { type RandomTruncationOptions, randomTruncation } from './online/random-truncation.js';
export { rtrl } from './online/rtrl.js';
export { snap } from './online/snap.js';
export type { OnlineAlgorithm } from './online/trace.js';
export { type RandomTraceOptions, uoro } from './online/uoro.js';
export type { CompensatedSchedule } from './training/compensated-schedule.js';
export type { MeasuredWindow, WindowChoice } from './training/window-choice.js';
export type { WindowMemory } from './training/window-memory.js';
