import { useLayoutEffect } from 'preact/hooks';
import type { RunningJob } from './use-job.js';

/** Stops, resumes and restarts a job: by buttons, the space bar and R. */
export function JobButtons({ job }: { readonly job: RunningJob<unknown> }) {
  const { state, stop, resume, restart } = job;
  const toggle = state === 'running' ? stop : state === 'stopped' ? resume : restart;
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (target instanceof Element && target.closest('input, select, textarea, summary, a, button')) return;
      if (event.key === ' ') toggle();
      else if (event.key === 'r' || event.key === 'R') restart();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  return (
    <div class="buttons">
      <button type="button" class="primary" onClick={toggle}>
        {state === 'running' ? 'Stop' : state === 'stopped' ? 'Resume' : 'Again'}
      </button>
      <button type="button" onClick={restart}>
        Reset
      </button>
    </div>
  );
}

/** Says what happens where nothing can be computed. */
export function Failure({ why }: { readonly why: string | undefined }) {
  return why === undefined ? null : (
    <p class="failure" role="alert">
      This chapter computes in a worker, and that failed: {why} The first chapter works without one.
    </p>
  );
}
