import type { RunningJob } from './use-job.js';

interface Props {
  readonly job: RunningJob<unknown>;
  /** The text that is shown before the first report. */
  readonly awaited: string;
  /** Why the chapter cannot begin, if not because of the job. */
  readonly trouble?: string | undefined;
}

/** Shows what is awaited, or what failed, or that the browser is slow. */
export function JobState({ job, awaited, trouble }: Props) {
  const failure = trouble ?? job.failure;
  if (failure !== undefined) {
    return (
      <p class="notice failure" role="alert">
        This chapter computes in a worker, and that failed: {failure} The first chapter computes in the page
        itself and works without a worker.
      </p>
    );
  }
  if (job.report === undefined) return <p class="notice waiting">{awaited}</p>;
  if (!job.isSlow) return null;
  return (
    <p class="notice" role="status">
      This browser offers no WebAssembly, so everything is computed by JavaScript: the same numbers, but about
      ten times slower.
    </p>
  );
}
