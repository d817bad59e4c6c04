import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer, JobName, Jobs, Order, Start } from './jobs.js';
// oxlint-disable-next-line import/default -- Vite makes the module
import JobWorker from './worker.ts?worker&inline';

/** A job as the page sees it. */
export interface RunningJob<Report, Message = never> {
  readonly report: Report | undefined;
  readonly state: 'running' | 'stopped' | 'done' | 'failed';
  /** Why it failed. */
  readonly failure: string | undefined;
  readonly restart: () => void;
  readonly stop: () => void;
  readonly resume: () => void;
  readonly tell: (message: Message) => void;
}

/** How long the worker has to obey before it is ended, in milliseconds. */
const PATIENCE = 2000;

/** Runs a job in a worker of its own. It starts anew whenever its settings change. */
export function useJob<N extends JobName>(
  job: N,
  /** Whatever starts the job anew when it changes. */
  key: string,
  /** Undefined while there is nothing to start with. */
  startOf: () => Start | undefined,
  /** Called once for every answer. */
  reportOf: (answer: Answer) => Jobs[N]['report'] | undefined,
): RunningJob<Jobs[N]['report'], Jobs[N]['message']> {
  const worker = useRef<Worker | undefined>(undefined);
  const impatience = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [report, setReport] = useState<Jobs[N]['report']>();
  const [state, setState] = useState<RunningJob<unknown>['state']>('running');
  const [failure, setFailure] = useState<string>();

  const fail = (why: string) => {
    setFailure(why);
    setState('failed');
  };
  const end = () => {
    clearTimeout(impatience.current);
    worker.current?.terminate();
    worker.current = undefined;
  };
  const start = () => {
    const order = startOf();
    if (order === undefined) return;
    setState('running');
    setFailure(undefined);
    try {
      worker.current ??= open();
      worker.current.postMessage(order, []);
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  };
  const open = () => {
    const opened = new JobWorker();
    opened.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      if (data.answer === 'report') setReport(reportOf(data));
      else if (data.answer === 'failed') fail(data.why);
      else {
        clearTimeout(impatience.current);
        setState(data.answer);
      }
    });
    opened.addEventListener('error', ({ message }) => fail(message || 'The worker could not be started.'));
    return opened;
  };
  useEffect(() => {
    start();
  }, [job, key]);
  useEffect(() => end, []);

  return {
    report,
    state,
    failure,
    restart: start,
    stop: () => {
      setState('stopped');
      worker.current?.postMessage({ order: 'stop' } satisfies Order, []);
      impatience.current = setTimeout(end, PATIENCE);
    },
    resume: () => {
      if (worker.current === undefined) return start();
      setState('running');
      worker.current.postMessage({ order: 'resume' } satisfies Order, []);
    },
    tell: (message) => worker.current?.postMessage({ order: 'tell', message } satisfies Order, []),
  };
}
