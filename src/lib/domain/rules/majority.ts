/** What most have, and those that have something else. */
export interface Majority<T> {
  readonly model: T;
  readonly others: readonly T[];
}

/** The first of those that the most agree with; undefined where all agree, or where there is nothing to compare. */
export function majorityOf<T>(items: readonly T[], keyOf: (item: T) => string): Majority<T> | undefined {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  if (groups.size < 2) return undefined;
  const [largest] = [...groups.values()].sort((a, b) => b.length - a.length);
  const [model] = largest ?? [];
  if (largest === undefined || model === undefined) return undefined;
  const inModel = new Set(largest);
  return {model, others: items.filter(item => !inModel.has(item))};
}
