/** Something to be measured, set up and ready to be repeated. */
export interface Workload {
  /** Units of work in one repetition: characters, samples, steps or products. */
  readonly size: number;
  /** One repetition. */
  run(): void;
}
