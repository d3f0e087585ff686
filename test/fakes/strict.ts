/**
 * An object of which only what is given may be used; anything else throws with its name.
 * @param absent what may be asked for and is not there
 */
export function strict<T extends object>(
  name: string,
  known: Partial<T>,
  absent: readonly (keyof T)[] = [],
): T {
  return new Proxy(known as T, {
    get(target, key, receiver) {
      // A promise that resolves to it is asked for `then`.
      if (key in target || key === 'then') return Reflect.get(target, key, receiver) as unknown;
      if (absent.includes(key as keyof T)) return undefined;
      throw new Error(`${name}.${String(key)} is not expected here`);
    },
  });
}
