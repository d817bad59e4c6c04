/** Runs one job at a time, in slices, so that an order is obeyed at once. */
import { learningJob } from '../learning/learning-job.js';
import type { Job } from './job.js';
import type { Answer, Jobs, Order } from './jobs.js';

/** How long it works before it looks for orders, in milliseconds. */
const SLICE = 16;

type Step = () => { readonly done: boolean; readonly answer?: Answer };

/** The present job, and a count of starts and stops: a loop ends when it is not the latest. */
const present: { step: Step | undefined; generation: number } = { step: undefined, generation: 0 };

/** Makes the steps of a job that was ordered. */
function stepOf(order: Extract<Order, { order: 'start' }>): Step {
  const { job } = order;
  const steps: Job<Jobs[typeof job]['report']> = learningJob(order.settings);
  return () => {
    const { done, value } = steps.next();
    return value === undefined
      ? { done: done === true }
      : { done: done === true, answer: { answer: 'report', job, report: value } };
  };
}

/** Lets messages in: at once, or after some time. */
const turn = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function run(): Promise<void> {
  const mine = ++present.generation;
  let until = performance.now() + SLICE;
  try {
    while (present.step !== undefined && mine === present.generation) {
      const { done, answer } = present.step();
      if (answer) postMessage(answer);
      if (done) {
        present.step = undefined;
        postMessage({ answer: 'done' } satisfies Answer);
      } else if (answer !== undefined || performance.now() > until) {
        await turn(answer === undefined ? 0 : SLICE);
        until = performance.now() + SLICE;
      }
    }
  } catch (error) {
    present.step = undefined;
    const why = error instanceof Error ? error.message : String(error);
    postMessage({ answer: 'failed', why } satisfies Answer);
  }
}

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  if (data.order === 'start') present.step = stepOf(data);
  if (data.order === 'stop') {
    present.generation++;
    postMessage({ answer: 'stopped' } satisfies Answer);
  } else void run();
});
