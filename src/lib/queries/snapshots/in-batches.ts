/** So many files are open at a time: some systems let a process have no more than 256. */
const AT_ONCE = 64;

/** What `read` gives of each, in their order. */
export async function inBatches<T, R>(all: readonly T[], read: (one: T) => Promise<R>): Promise<R[]> {
  const found: R[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE)
    found.push(...(await Promise.all(all.slice(from, from + AT_ONCE).map(read))));
  return found;
}
