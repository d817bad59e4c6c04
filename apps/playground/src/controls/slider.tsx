import type { Range } from '../settings.js';

interface Props extends Range {
  readonly name: string;
  readonly value: number;
  readonly choose: (value: number) => void;
}

/** A slider with its number beside it. */
export function Slider({ name, value, least, most, step, choose }: Props) {
  return (
    <label class="slider">
      {name} <span class="number">{value.toFixed(2)}</span>{' '}
      <input
        type="range"
        min={least}
        max={most}
        step={step}
        value={value}
        onInput={({ currentTarget }) => choose(Number(currentTarget.value))}
      />
    </label>
  );
}
