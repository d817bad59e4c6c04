/** A running job. It yields a report, or undefined wherever it may be interrupted. */
export type Job<Report> = Generator<Report | undefined, void, void>;
