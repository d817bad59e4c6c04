import type { LearningReport } from '../learning/learning-job.js';
import type { LearningSettings } from '../learning/learning-settings.js';
import type { MemoryMessage, MemoryReport } from '../memory/memory-job.js';
import type { ModelSettings, WritingSettings } from '../memory/memory-settings.js';
import type { TruncationReport, TruncationSettings } from '../truncation/truncation-job.js';

/** The jobs of the worker: the settings of each, its reports, and the messages to it. */
export interface Jobs {
  readonly learning: {
    readonly settings: LearningSettings;
    readonly report: LearningReport;
    readonly message: never;
  };
  readonly memory: {
    readonly settings: { readonly model: ModelSettings & WritingSettings; readonly text: string };
    readonly report: MemoryReport;
    readonly message: MemoryMessage;
  };
  readonly truncation: {
    readonly settings: TruncationSettings;
    readonly report: TruncationReport;
    readonly message: never;
  };
}

/** The name of a job. */
export type JobName = keyof Jobs;

/** Orders a job of any name. */
export type Start = {
  readonly [N in JobName]: {
    readonly order: 'start';
    readonly job: N;
    readonly settings: Jobs[N]['settings'];
  };
}[JobName];

/** A message to the worker. */
export type Order =
  | Start
  | { readonly order: 'stop' | 'resume' | 'step' }
  | { readonly order: 'tell'; readonly message: Jobs[JobName]['message'] };

/** A report of a job of any name. */
export type Report = {
  readonly [N in JobName]: { readonly answer: 'report'; readonly job: N; readonly report: Jobs[N]['report'] };
}[JobName];

/** A message of the worker. */
export type Answer =
  | Report
  | { readonly answer: 'stopped' | 'done' }
  | { readonly answer: 'kernels'; readonly variant: string }
  | { readonly answer: 'failed'; readonly why: string };
