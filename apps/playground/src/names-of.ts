/** Returns the names of a record. */
export function namesOf<T extends object>(record: T): readonly Extract<keyof T, string>[] {
  return Object.keys(record) as Extract<keyof T, string>[];
}
