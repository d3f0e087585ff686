/** What would happen, with the name and the arguments of the method that was called. */
export type Around = (
  act: (...args: unknown[]) => Promise<unknown>,
  called: {readonly key: string; readonly args: unknown[]},
) => Promise<unknown>;

/** The same object, but that each call of these methods goes through `around`. */
export function intercepted<T extends object>(real: T, keys: readonly (keyof T)[], around: Around): T {
  const watched = Object.create(real) as T;
  for (const key of keys) {
    // Looked up when it is called: a strict fake has only what its tests use.
    const act = (...args: unknown[]): Promise<unknown> =>
      (real[key] as (...all: unknown[]) => Promise<unknown>).apply(real, args);
    const value = (...args: unknown[]): Promise<unknown> =>
      around((...others) => act(...(others.length > 0 ? others : args)), {key: String(key), args});
    Object.defineProperty(watched, key, {value});
  }
  return watched;
}
