import { kernels, parametersOf } from '@tbptt/core';
import type { ReportOf } from '../ui/reports.js';
import type { PreparedText } from './prepare.js';
import { type Architecture, type Method, methodOf } from './settings.js';

/** The settings that the reports of a plan name. */
type Planned = Architecture & Method & { readonly seed: number };

/** Returns the first reports of a run: its text, and its model with the settings and the kernels in use. */
export function planReports(
  name: string,
  { vocabulary, trainingCharacters, validationCharacters }: PreparedText,
  model: object,
  settings: Planned,
  ranks = 1,
): { readonly data: ReportOf<'data'>; readonly model: ReportOf<'model'> } {
  const { cell, hidden, layers, embedding = null, tied, nGrams, seed } = settings;
  return {
    data: {
      report: 'data',
      text: name,
      characters: trainingCharacters + validationCharacters,
      symbols: vocabulary.size,
      trainingCharacters,
      validationCharacters,
    },
    model: {
      report: 'model',
      cell,
      hidden,
      layers,
      embedding,
      tied,
      ...(nGrams !== undefined && { nGrams }),
      parameters: [...parametersOf(model).values()].reduce((sum, { size }) => sum + size, 0),
      ...methodOf(settings),
      seed,
      kernels: kernels.variant,
      wide: kernels.wide,
      threads: kernels.threads.requested,
      ...(ranks > 1 && { ranks }),
    },
  };
}
