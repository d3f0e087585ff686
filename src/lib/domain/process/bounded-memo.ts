/**
 * Remembers what a text was read as, up to a number of texts: an input may hold any number of them, and memory is not
 * to grow with it.
 */
export class BoundedMemo<T> {
  readonly #values = new Map<string, T>();
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  get(key: string, read: () => T): T {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const value = read();
    if (this.#values.size >= this.#size) this.#values.clear();
    this.#values.set(key, value);
    return value;
  }
}
