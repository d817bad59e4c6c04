/**
 * One side of the comparison of wide kernels with others: does the task of its argument and prints
 * what it found as a line of JSON.
 */
import { performWide, type WideTask } from './wide/perform-wide.js';

console.log(JSON.stringify(await performWide(JSON.parse(process.argv[2] ?? '{}') as WideTask)));
