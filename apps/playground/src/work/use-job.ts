import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer, JobName, Jobs, Order, Start } from './jobs.js';
import { openWorker } from './open-worker.js';

/** A job as the page sees it. */
export interface RunningJob<Report, Message = never> {
  readonly report: Report | undefined;
  readonly state: 'running' | 'stopped' | 'done' | 'failed';
  /** Why it failed. */
  readonly failure: string | undefined;
  /** Whether the worker has no WebAssembly: it computes in JavaScript, which takes longer. */
  readonly isSlow: boolean;
  readonly restart: () => void;
  readonly stop: () => void;
  readonly resume: () => void;
  /** Runs up to the next report. */
  readonly step: () => void;
  readonly tell: (message: Message) => void;
}

/** The time after which a worker that does not obey is ended, in milliseconds. */
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
  const worker = useRef<Promise<Worker> | undefined>(undefined);
  const impatience = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const answers = useRef(reportOf);
  answers.current = reportOf;
  const [report, setReport] = useState<Jobs[N]['report']>();
  const [state, setState] = useState<RunningJob<unknown>['state']>('running');
  const [failure, setFailure] = useState<string>();
  const [isSlow, setSlow] = useState(false);

  const fail = (error: unknown) => {
    setFailure(error instanceof Error ? error.message : String(error));
    setState('failed');
  };
  const end = () => {
    clearTimeout(impatience.current);
    void worker.current?.then((opened) => opened.terminate()).catch(() => undefined);
    worker.current = undefined;
  };
  const listen = (opened: Worker) => {
    opened.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      if (data.answer === 'report') setReport(answers.current(data));
      else if (data.answer === 'failed') fail(data.why);
      else if (data.answer === 'kernels') setSlow(data.variant === 'reference');
      else {
        clearTimeout(impatience.current);
        setState(data.answer);
      }
    });
    opened.addEventListener('error', ({ message }) => fail(message || 'The worker could not be started.'));
    return opened;
  };
  const post = (order: Order) => {
    const opened = worker.current;
    // A worker that was ended in the meantime hears nothing.
    void opened?.then((it) => opened === worker.current && it.postMessage(order, [])).catch(fail);
  };
  const start = () => {
    const order = startOf();
    if (order === undefined) return;
    clearTimeout(impatience.current);
    setState('running');
    setFailure(undefined);
    worker.current ??= openWorker().then(listen);
    post(order);
  };
  const resumeBy = (order: 'resume' | 'step') => {
    if (worker.current === undefined) return start();
    setState('running');
    post({ order });
  };
  useEffect(() => {
    start();
  }, [job, key]);
  useEffect(() => end, []);

  return {
    report,
    state,
    failure,
    isSlow,
    restart: () => {
      if (state === 'failed') end();
      start();
    },
    stop: () => {
      setState('stopped');
      post({ order: 'stop' });
      impatience.current = setTimeout(end, PATIENCE);
    },
    resume: () => resumeBy('resume'),
    step: () => resumeBy('step'),
    tell: (message) => post({ order: 'tell', message }),
  };
}
