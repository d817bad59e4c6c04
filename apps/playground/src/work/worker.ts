/** Runs one job at a time, in slices, so that an order is obeyed at once. */
import { kernels } from '@tbptt/core';
import { learningJob } from '../learning/learning-job.js';
import { memoryJob } from '../memory/memory-job.js';
import { truncationJob } from '../truncation/truncation-job.js';
import type { Job } from './job.js';
import type { Answer, Jobs, Order, Report, Start } from './jobs.js';

/** The time between two checks for orders, in milliseconds. */
const SLICE = 16;

/** A job that can be run step by step. */
interface Run {
  readonly step: () => { readonly done: boolean; readonly answer?: Answer };
  readonly tell?: (message: Jobs['memory']['message']) => void;
  /** The pause after a report, so that it can be seen, in milliseconds. */
  readonly rest: number;
}

/** The current job, and a count of starts and stops: a loop ends if it is not the latest. */
const present: { run: Run | undefined; generation: number } = { run: undefined, generation: 0 };

function stepper<T>(steps: Job<T>, reportOf: (report: T) => Report): Run['step'] {
  return () => {
    const { done, value } = steps.next();
    return value === undefined ? { done: done === true } : { done: done === true, answer: reportOf(value) };
  };
}

function runOf(order: Start): Run {
  switch (order.job) {
    case 'learning': {
      const steps = learningJob(order.settings);
      return {
        step: stepper(steps, (report) => ({ answer: 'report', job: 'learning', report })),
        rest: SLICE,
      };
    }
    case 'truncation': {
      const steps = truncationJob(order.settings);
      return {
        step: stepper(steps, (report) => ({ answer: 'report', job: 'truncation', report })),
        rest: SLICE,
      };
    }
    case 'memory': {
      const { steps, tell } = memoryJob(order.settings.model, order.settings.text);
      return {
        step: stepper(steps, (report) => ({ answer: 'report', job: 'memory', report })),
        tell,
        rest: 0,
      };
    }
  }
}

const channel = new MessageChannel();
channel.port1.start();

/** Lets messages in: at once, or after some time. A timer of 0 would wait for 4 milliseconds. */
function turn(milliseconds: number): Promise<unknown> {
  return new Promise((resolve) => {
    if (milliseconds > 0) setTimeout(resolve, milliseconds);
    else {
      channel.port1.addEventListener('message', resolve, { once: true });
      channel.port2.postMessage(undefined, []);
    }
  });
}

/** Works until the job is done or another order comes, or only up to the next report. */
async function work(untilReport: boolean): Promise<void> {
  const mine = ++present.generation;
  let until = performance.now() + SLICE;
  try {
    while (present.run !== undefined && mine === present.generation) {
      const { step, rest } = present.run;
      const { done, answer } = step();
      if (answer) postMessage(answer);
      if (done) {
        present.run = undefined;
        postMessage({ answer: 'done' } satisfies Answer);
      } else if (untilReport && answer !== undefined) {
        postMessage({ answer: 'stopped' } satisfies Answer);
        return;
      } else if (answer !== undefined || performance.now() > until) {
        await turn(answer === undefined ? 0 : rest);
        until = performance.now() + SLICE;
      }
    }
  } catch (error) {
    present.run = undefined;
    const why = error instanceof Error ? error.message : String(error);
    postMessage({ answer: 'failed', why } satisfies Answer);
  }
}

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  if (data.order === 'tell') {
    present.run?.tell?.(data.message);
    return;
  }
  if (data.order === 'start') present.run = runOf(data);
  if (data.order === 'stop') {
    present.generation++;
    postMessage({ answer: 'stopped' } satisfies Answer);
  } else void work(data.order === 'step');
});

postMessage({ answer: 'kernels', variant: kernels.variant } satisfies Answer);
