import { useLayoutEffect } from 'preact/hooks';
import type { RunningJob } from './use-job.js';

/** Stops, resumes, steps and restarts a job: by buttons, or by the space bar, the right arrow and R. */
export function JobButtons({ job }: { readonly job: RunningJob<unknown> }) {
  const { state, stop, resume, step, restart } = job;
  const toggle = state === 'running' ? stop : state === 'stopped' ? resume : restart;
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { target, key } = event;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (target instanceof Element && target.closest('input, select, textarea, summary, a')) return;
      const onButton = target instanceof Element && target.closest('button') !== null;
      if (key === ' ' && !onButton) toggle();
      else if (key === 'ArrowRight' && state !== 'done') step();
      else if (key === 'r' || key === 'R') restart();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  return (
    <>
      <button type="button" class="primary" onClick={toggle}>
        {state === 'running' ? 'Stop' : state === 'stopped' ? 'Resume' : 'Again'}
      </button>
      <button type="button" onClick={step} disabled={state === 'done' || state === 'failed'}>
        Step
      </button>
      <button type="button" onClick={restart}>
        Reset
      </button>
    </>
  );
}
