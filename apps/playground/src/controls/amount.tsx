import { useState } from 'preact/hooks';
import { isIn, type Range } from '../settings.js';

interface Props extends Range {
  readonly name: string;
  readonly value: number;
  readonly choose: (value: number) => void;
}

/**
 * A field for a number, which takes effect when it is entered or left. A number out of range is
 * ignored. Text that is being written stays, however often the page is rendered meanwhile.
 */
export function Amount({ name, value, least, most, step, choose }: Props) {
  const [draft, setDraft] = useState<string>();
  return (
    <label>
      {name}{' '}
      <input
        type="number"
        inputMode="decimal"
        min={least}
        max={most}
        step={step}
        value={draft ?? value}
        onInput={({ currentTarget }) => setDraft(currentTarget.value)}
        onChange={({ currentTarget }) => {
          const chosen = Number(currentTarget.value);
          setDraft(undefined);
          if (currentTarget.value !== '' && isIn({ least, most, step }, chosen)) choose(chosen);
          else currentTarget.value = String(value);
        }}
        onBlur={() => setDraft(undefined)}
      />
    </label>
  );
}
