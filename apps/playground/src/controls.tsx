interface ChoiceProps<K extends string> {
  readonly name: string;
  readonly of: readonly K[];
  readonly value: K;
  readonly choose: (value: K) => void;
}

/** A choice among names. */
export function Choice<K extends string>({ name, of, value, choose }: ChoiceProps<K>) {
  return (
    <label>
      {name}{' '}
      <select
        value={value}
        onChange={({ currentTarget }) => choose(of.find((one) => one === currentTarget.value) ?? value)}
      >
        {of.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

interface AmountProps {
  readonly name: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  /** The step of the field. Default: 1, and only whole numbers are taken. */
  readonly step?: number;
  readonly choose: (value: number) => void;
}

/** A field for a number. What is out of range is not taken. */
export function Amount({ name, value, least, most, step = 1, choose }: AmountProps) {
  return (
    <label>
      {name}{' '}
      <input
        type="number"
        min={least}
        max={most}
        step={step}
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = Number(currentTarget.value);
          const fits = currentTarget.value !== '' && chosen >= least && chosen <= most;
          if (fits && (step !== 1 || Number.isInteger(chosen))) choose(chosen);
          else currentTarget.value = String(value);
        }}
      />
    </label>
  );
}
