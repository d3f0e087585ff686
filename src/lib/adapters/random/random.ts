import {randomBytes} from 'node:crypto';

/** Chance, so that what depends on it can be tested. */
export interface Random {
  /** Lower-case hex text of that many bytes. */
  hex(bytes: number): string;
}

export const systemRandom: Random = {hex: bytes => randomBytes(bytes).toString('hex')};
