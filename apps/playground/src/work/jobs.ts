import type { LearningReport, LearningSettings } from '../learning/learning-job.js';

/** What the worker can do: the settings of each job, and what it reports. */
export interface Jobs {
  readonly learning: { readonly settings: LearningSettings; readonly report: LearningReport };
}

/** The name of a job. */
export type JobName = keyof Jobs;

/** A message to the worker. */
export type Order =
  | {
      readonly [N in JobName]: {
        readonly order: 'start';
        readonly job: N;
        readonly settings: Jobs[N]['settings'];
      };
    }[JobName]
  | { readonly order: 'stop' | 'resume' };

/** A message of the worker. */
export type Answer =
  | {
      readonly [N in JobName]: {
        readonly answer: 'report';
        readonly job: N;
        readonly report: Jobs[N]['report'];
      };
    }[JobName]
  | { readonly answer: 'stopped' | 'done' }
  | { readonly answer: 'failed'; readonly why: string };
