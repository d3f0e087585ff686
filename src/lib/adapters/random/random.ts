/** Chance, so that what depends on it can be tested. */
export interface Random {
  /** Lower-case hex text of that many bytes. */
  hex(bytes: number): string;
}

export const systemRandom: Random = {
  // Not imported: every command has a random, few ask it, and loading node:crypto takes a tenth of a start-up.
  hex: bytes => process.getBuiltinModule('node:crypto').randomBytes(bytes).toString('hex'),
};
