import { nGramReference } from '../language-model/n-gram-reference.js';
import type { ObservedRun } from '../language-model/observer.js';
import type { Reporter } from '../ui/reports.js';
import { firstLane } from '../units/first-lane.js';
import { affordable, studyText } from '../units/study-text.js';
import { environmentOf } from './environment.js';
import { gradientLags } from './gradient-lags.js';
import type { ReportPage } from './page.js';
import type { RunRecord } from './run-record.js';

/** The length of the passage whose characters are colored. */
const PASSAGE = 1200;

/** The time that the study of units may take on a common machine, in seconds. */
const SECONDS = 4;

/**
 * Loads the module that draws pages. It imports a library of charts, so it is not loaded with the
 * program.
 */
export async function loadPage(): Promise<{ readonly reportPage: (page: ReportPage) => string }> {
  return import('./page.js');
}

/**
 * Returns the page of a run in UTF-8: counts n-grams, measures the gradient by lag and studies the
 * units on the held-out text, or else on the text it was trained on. After `stopped` returns true
 * the remaining measurements are left out. The loss of n-grams is reported.
 */
export async function makePage(
  record: RunRecord,
  {
    model,
    text,
    settings,
  }: Pick<ObservedRun, 'model' | 'text'> & { readonly settings: { readonly window: number } },
  stopped: () => boolean,
  reporter: Pick<Reporter, 'report'>,
): Promise<Uint8Array> {
  const reference = await nGramReference(text, stopped);
  if (reference !== undefined) reporter.report({ report: 'reference', ...reference });
  const stream = text.validation ?? text.training;
  const lags = await gradientLags(model, stream, settings.window, stopped);
  const ids = firstLane(stream, affordable(model, SECONDS));
  const options = { most: ids.length, passage: PASSAGE, stopped };
  const units = await studyText(model, text.vocabulary, ids, options);
  const { reportPage } = await loadPage();
  const page = reportPage({
    run: record,
    reference,
    lags,
    units,
    read: text.validation === undefined ? 'the training text' : 'the held-out text',
    environment: environmentOf(),
  });
  return new TextEncoder().encode(page);
}
