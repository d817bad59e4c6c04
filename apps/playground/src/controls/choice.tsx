interface Props<K extends string> {
  readonly name: string;
  readonly of: readonly K[];
  readonly value: K;
  readonly choose: (value: K) => void;
  /** The titles of the names on the page. Default: the names. */
  readonly titles?: Readonly<Record<K, string>>;
}

/** A choice among names. */
export function Choice<K extends string>({ name, of, value, choose, titles }: Props<K>) {
  return (
    <label>
      {name}{' '}
      <select
        value={value}
        onChange={({ currentTarget }) => choose(of.find((one) => one === currentTarget.value) ?? value)}
      >
        {of.map((one) => (
          <option key={one} value={one}>
            {titles?.[one] ?? one}
          </option>
        ))}
      </select>
    </label>
  );
}
