/** Enough to keep the disk busy, few enough for any limit on open files. */
const AT_ONCE = 32;

/**
 * Does the same for every item, so many at a time. Results are in the order of the items. After a failure no further
 * one is begun, and it is told once those that were under way have ended: nothing goes on behind the caller's back.
 */
export async function mapInParallel<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    try {
      for (let index = next++; index < items.length; index = next++)
        results[index] = await act(items[index]!);
    } catch (error) {
      next = items.length;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({length: Math.min(AT_ONCE, items.length)}, worker));
  const failed = ends.find(end => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason as Error;
  return results;
}

/** As above, for what has no result. */
export async function inParallel<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  await mapInParallel(items, act);
}
