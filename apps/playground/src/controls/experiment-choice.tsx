import { type Experiments, experimentOf, YOUR_OWN } from '../settings.js';
import { Choice } from './choice.js';

interface Props<S extends object> {
  readonly experiments: Experiments<S>;
  readonly settings: S;
  readonly choose: (settings: S) => void;
}

/** A choice among experiments. Other settings are called the reader's own. */
export function ExperimentChoice<S extends object>({ experiments, settings, choose }: Props<S>) {
  const value = experimentOf(experiments, settings);
  const names = Object.keys(experiments);
  return (
    <Choice
      name="Experiment"
      of={value === YOUR_OWN ? [...names, YOUR_OWN] : names}
      value={value}
      choose={(name) => choose(experiments[name] ?? settings)}
    />
  );
}
