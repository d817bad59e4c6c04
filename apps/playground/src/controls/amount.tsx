import { isIn, type Range } from '../settings.js';

interface Props extends Range {
  readonly name: string;
  readonly value: number;
  readonly choose: (value: number) => void;
}

/** A field for a number. What is out of range is not taken. */
export function Amount({ name, value, least, most, step, choose }: Props) {
  return (
    <label>
      {name}{' '}
      <input
        type="number"
        inputMode="decimal"
        min={least}
        max={most}
        step={step}
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = Number(currentTarget.value);
          if (currentTarget.value !== '' && isIn({ least, most, step }, chosen)) choose(chosen);
          else currentTarget.value = String(value);
        }}
      />
    </label>
  );
}
